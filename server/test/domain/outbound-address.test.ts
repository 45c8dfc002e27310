import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADDRESSES, EMBEDDINGS } from '../../../campaigns/ssrf/address-table.ts';
import {
  classifyAddress,
  isAllowedTarget,
  isPermittedPrivateTarget,
} from '../../src/domain/outbound-address.ts';

const of = (kind: string) => ADDRESSES.filter((row) => row.kind === kind).map((row) => row.address);
const PUBLIC = of('public');
const PRIVATE = of('private');
const NOT_AN_ADDRESS = [
  '',
  'localhost',
  '1.2.3',
  '0x7f000001',
  '2130706433',
  '1.2.3.4/32',
  ':::1',
  '256.1.1.1',
];
const NEVER = [...of('never'), ...NOT_AN_ADDRESS, '127.0.0.1.', '0177.0.0.1', 'fe80::1%eth0'];

describe('classifyAddress', () => {
  test.each(ADDRESSES)('$address is $kind: $what', ({ address, kind }) =>
    expect(classifyAddress(address)).toBe(kind),
  );
  test.each(NEVER)('%j is never a target', (address) => expect(classifyAddress(address)).toBe('never'));

  test('no form of any IPv4 address is judged more kindly than the address itself', () => {
    const severity = { public: 0, private: 1, never: 2 };
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom(...Object.values(EMBEDDINGS)), (address, form) => {
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
