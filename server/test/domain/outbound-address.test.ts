import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  classifyAddress,
  isAllowedTarget,
  isPermittedPrivateTarget,
} from '../../src/domain/outbound-address.ts';

const PUBLIC = [
  '8.8.8.8',
  '93.184.216.34',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
];
const PRIVATE = [
  ...['127.0.0.1', '127.8.9.1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
  ...['192.0.2.1', '198.51.100.7', '203.0.113.9', '198.18.0.1', '198.19.255.255', '192.0.0.1', '240.0.0.1'],
  ...[
    '::1',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    '2001:db8::1',
    '3fff::1',
    '2001:2::1',
    '100::1',
    '4000::1',
    '5f00::1',
  ],
];
const NEVER = [
  ...['0.0.0.0', '0.1.2.3', '255.255.255.255', '224.0.0.1', '239.1.1.1', '169.254.169.254', '169.254.170.2'],
  ...[
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '::',
    'ff02::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
  ],
  ...['fd20:ce::254', '64:ff9b:1::8.8.8.8', '64:ff9b:1:808:8:800::'],
  ...['', 'localhost', '1.2.3', '0x7f000001', '2130706433', '1.2.3.4/32', ':::1', '256.1.1.1', '127.0.0.1.'],
];

const hex = (address: string): [string, string] => {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
  return [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
};
const inverted = (address: string) =>
  hex(
    address
      .split('.')
      .map((part) => 255 - Number(part))
      .join('.'),
  );

/** The ways in which an IPv6 address leads to an IPv4 one. */
const FORMS: Record<string, (address: string) => string> = {
  'IPv4-mapped': (address) => `::ffff:${address}`,
  'IPv4-mapped in hexadecimal': (address) => `::ffff:${hex(address).join(':')}`,
  'IPv4-compatible': (address) => `::${hex(address).join(':')}`,
  'IPv4-translated': (address) => `::ffff:0:${hex(address).join(':')}`,
  NAT64: (address) => `64:ff9b::${address}`,
  '6to4': (address) => `2002:${hex(address).join(':')}::1`,
  'Teredo server': (address) => `2001:0:${hex(address).join(':')}::f7f7:f7f7`,
  'Teredo client': (address) => `2001:0:808:808:0:0:${inverted(address).join(':')}`,
  ISATAP: (address) => `2a00:1450::5efe:${address}`,
  'ISATAP with a global id': (address) => `2a00:1450::200:5efe:${address}`,
};

describe('classifyAddress', () => {
  test.each(PUBLIC)('%s is public', (address) => expect(classifyAddress(address)).toBe('public'));
  test.each(PRIVATE)('%s is private', (address) => expect(classifyAddress(address)).toBe('private'));
  test.each(NEVER)('%j is never a target', (address) => expect(classifyAddress(address)).toBe('never'));

  test.each(Object.keys(FORMS))('the %s form of a forbidden address is as forbidden', (name) => {
    const form = FORMS[name]!;
    for (const address of ['127.0.0.1', '10.1.2.3', '192.168.0.1', '100.64.1.1']) {
      expect(classifyAddress(form(address)), form(address)).toBe('private');
    }
    for (const address of ['169.254.169.254', '100.100.100.200', '168.63.129.16', '224.0.0.9']) {
      expect(classifyAddress(form(address)), form(address)).toBe('never');
    }
  });

  test('mapped and NAT64 forms of public addresses are public', () => {
    expect(classifyAddress('::ffff:8.8.8.8')).toBe('public');
    expect(classifyAddress('64:ff9b::8.8.8.8')).toBe('public');
  });

  test('no form of any IPv4 address is judged more kindly than the address itself', () => {
    const severity = { public: 0, private: 1, never: 2 };
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom(...Object.values(FORMS)), (address, form) => {
        return severity[classifyAddress(form(address))] >= severity[classifyAddress(address)];
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('permitted private targets', () => {
  test('without permission only public addresses are allowed', () => {
    for (const address of PUBLIC) expect(isAllowedTarget(address, false)).toBe(true);
    for (const address of [...PRIVATE, ...NEVER]) expect(isAllowedTarget(address, false)).toBe(false);
  });

  test('true permits what is private, and never link-local or metadata addresses', () => {
    for (const address of [...PUBLIC, ...PRIVATE]) expect(isAllowedTarget(address, true)).toBe(true);
    for (const address of NEVER) expect(isAllowedTarget(address, true)).toBe(false);
  });

  test('a list permits its ranges only, in each form, and never metadata addresses', () => {
    const permitted = ['10.1.0.0/16', 'fd12::/16', '169.254.0.0/16', '127.0.0.1/32'];
    expect(isAllowedTarget('10.1.2.3', permitted)).toBe(true);
    expect(isAllowedTarget('::ffff:10.1.2.3', permitted)).toBe(true);
    expect(isAllowedTarget('fd12::5', permitted)).toBe(true);
    expect(isAllowedTarget('127.0.0.1', permitted)).toBe(true);
    expect(isAllowedTarget('8.8.8.8', permitted)).toBe(true);
    for (const address of ['10.2.0.1', 'fd13::5', '127.0.0.2', '169.254.169.254', '::ffff:169.254.1.1']) {
      expect(isAllowedTarget(address, permitted), address).toBe(false);
    }
    for (const address of NEVER) expect(isAllowedTarget(address, ['0.0.0.0/0', '::/0']), address).toBe(false);
  });

  test('public addresses are not private targets unless listed', () => {
    expect(isPermittedPrivateTarget('8.8.8.8', true)).toBe(false);
    expect(isPermittedPrivateTarget('8.8.8.8', ['8.8.8.0/24'])).toBe(true);
  });
});
