/** A URL that leads into somebody's own network, in one of the many ways to write it. */
export interface Form {
  readonly url: string;
  /** What makes it one. */
  readonly why: string;
}

const bytesOf = (address: string): number[] => address.split('.').map(Number);
const numberOf = (address: string): number => bytesOf(address).reduce((sum, byte) => sum * 256 + byte, 0);
const hexOf = (bytes: readonly number[]): string =>
  bytes.map((it) => it.toString(16).padStart(2, '0')).join('');
/** The last 32 bits of an IPv6 address. */
const groupsOf = (bytes: readonly number[]): string => `${hexOf(bytes.slice(0, 2))}:${hexOf(bytes.slice(2))}`;

/** One IPv4 address in the notations that URL parsers and IPv6 transition mechanisms understand. */
const NOTATIONS: Readonly<Record<string, (address: string) => string>> = {
  'four parts': (it) => it,
  decimal: (it) => String(numberOf(it)),
  hexadecimal: (it) => `0x${numberOf(it).toString(16)}`,
  octal: (it) => `0${numberOf(it).toString(8)}`,
  'hexadecimal parts': (it) =>
    bytesOf(it)
      .map((byte) => `0x${byte.toString(16)}`)
      .join('.'),
  'octal parts': (it) =>
    bytesOf(it)
      .map((byte) => `0${byte.toString(8)}`)
      .join('.'),
  'three parts': (it) => {
    const [a, b, c, d] = bytesOf(it);
    return `${a}.${b}.${c! * 256 + d!}`;
  },
  'two parts': (it) => `${bytesOf(it)[0]}.${numberOf(it) % 2 ** 24}`,
  'a trailing dot': (it) => `${it}.`,
  'full-width digits': (it) => it.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  'ideographic full stops': (it) => it.replaceAll('.', '\u3002'),
  'circled digits': (it) => it.replace(/[1-9]/g, (digit) => String.fromCodePoint(0x245f + Number(digit))),
  'percent-encoding': (it) => it.replace(/\d/g, (digit) => `%3${digit}`),
  'IPv4-mapped': (it) => `[::ffff:${it}]`,
  'IPv4-mapped in hexadecimal': (it) => `[::ffff:${groupsOf(bytesOf(it))}]`,
  'IPv4-mapped in full': (it) => `[0:0:0:0:0:ffff:${groupsOf(bytesOf(it))}]`,
  'IPv4-compatible': (it) => `[::${groupsOf(bytesOf(it))}]`,
  'IPv4-translated': (it) => `[::ffff:0:${groupsOf(bytesOf(it))}]`,
  NAT64: (it) => `[64:ff9b::${groupsOf(bytesOf(it))}]`,
  'local NAT64': (it) => `[64:ff9b:1::${groupsOf(bytesOf(it))}]`,
  '6to4': (it) => `[2002:${groupsOf(bytesOf(it))}::1]`,
  Teredo: (it) => `[2001:0:cb00:7109:0:0:${groupsOf(bytesOf(it).map((byte) => byte ^ 0xff))}]`,
  ISATAP: (it) => `[2606:4700::5efe:${groupsOf(bytesOf(it))}]`,
};

const NOTED_ADDRESSES = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1'];

/** First and last of each range that no receiver on the internet has. */
const RANGES: readonly (readonly [first: string, last: string, why: string])[] = [
  ['0.0.0.0', '0.255.255.255', 'this network'],
  ['10.0.0.0', '10.255.255.255', 'private'],
  ['100.64.0.0', '100.127.255.255', 'carrier-grade NAT'],
  ['127.0.0.0', '127.255.255.255', 'loopback'],
  ['169.254.0.0', '169.254.255.255', 'link-local'],
  ['172.16.0.0', '172.31.255.255', 'private'],
  ['192.0.0.0', '192.0.0.255', 'protocol assignments'],
  ['192.0.2.0', '192.0.2.255', 'documentation'],
  ['192.168.0.0', '192.168.255.255', 'private'],
  ['198.18.0.0', '198.19.255.255', 'benchmarks'],
  ['198.51.100.0', '198.51.100.255', 'documentation'],
  ['203.0.113.0', '203.0.113.255', 'documentation'],
  ['224.0.0.0', '239.255.255.255', 'multicast'],
  ['240.0.0.0', '255.255.255.255', 'reserved, broadcast'],
  ['[fc00::]', '[fdff:ffff::1]', 'unique local'],
  ['[fe80::]', '[febf:ffff::1]', 'link-local'],
  ['[fec0::]', '[feff:ffff::1]', 'site-local'],
  ['[ff00::]', '[ff0f:ffff::1]', 'multicast'],
  ['[2001:db8::]', '[2001:db8:ffff::1]', 'documentation'],
  ['[100::]', '[100::ffff:ffff:ffff:ffff]', 'discard'],
];

/** Where clouds answer their own machines. */
const METADATA: readonly (readonly [host: string, why: string])[] = [
  ['169.254.170.2', 'AWS containers'],
  ['[fd00:ec2::254]', 'AWS'],
  ['[fd00:ec2::23]', 'AWS containers'],
  ['168.63.129.16', 'Azure'],
  ['100.100.100.200', 'Alibaba Cloud'],
  ['192.0.0.192', 'Oracle Cloud'],
  ['[fd00:c1::a9fe:a9fe]', 'Oracle Cloud'],
  ['[fd20:ce::254]', 'Google Cloud'],
];

const NAMES: readonly (readonly [host: string, why: string])[] = [
  ['localhost', 'this machine'],
  ['LocalHost', 'this machine'],
  ['localhost.', 'a trailing dot'],
  ['shop.localhost', 'RFC 6761'],
  ['shop.localhost.', 'RFC 6761, a trailing dot'],
  ['\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54', 'full-width letters'],
  ['\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3', 'circled letters'],
  ['local\u00adhost', 'a soft hyphen, which IDNA drops'],
  ['[::]', 'unspecified'],
  ['[::1]', 'loopback'],
  ['[0:0:0:0:0:0:0:1]', 'loopback in full'],
  ['[fe80::1%25eth0]', 'a zone id'],
  ['[::1%25lo]', 'a zone id'],
  ['[::1%lo]', 'a zone id, not encoded'],
];

/** Whole URLs, and what hides in them. */
const URLS: readonly (readonly [url: string, why: string])[] = [
  ['http://example.com/hook', 'not encrypted'],
  ['https://user@127.0.0.1/hook', 'credentials'],
  ['https://example.com@127.0.0.1/hook', 'a host in the credentials'],
  ['https://127.0.0.1#@example.com/hook', 'a host in the fragment'],
  ['https://127.0.0.1\\@example.com/hook', 'a backslash'],
  ['https://example.com\\@127.0.0.1/hook', 'a backslash'],
  ['https://127.0.0.1\t/hook', 'a tab'],
  ['https://127.0.\n0.1/hook', 'a line break'],
  ['https:127.0.0.1/hook', 'no slashes'],
  ['https:/127.0.0.1/hook', 'one slash'],
  ['https:///127.0.0.1/hook', 'three slashes'],
  ['//127.0.0.1/hook', 'no scheme'],
  ['HTTPS://127.0.0.1/hook', 'capitals'],
  ['ftp://example.com/hook', 'another scheme'],
  ['file:///etc/passwd', 'another scheme'],
  ['gopher://127.0.0.1:6379/_', 'another scheme'],
  ['data:text/plain,x', 'another scheme'],
  ['javascript:alert(1)', 'another scheme'],
  ['unix:/var/run/docker.sock', 'another scheme'],
  ['https://example.com:0/hook', 'port 0'],
];

/** Every form, at this port where it can have one: a server that listens there hears of any that gets through. */
export function listForms(port: number): Form[] {
  const at = (host: string, why: string): Form => ({ url: `https://${host}:${port}/hook`, why });
  return [
    ...NOTED_ADDRESSES.flatMap((address) =>
      Object.entries(NOTATIONS).map(([name, write]) => at(write(address), `${address} as ${name}`)),
    ),
    ...RANGES.flatMap(([first, last, why]) => [at(first, why), at(last, why)]),
    ...[...METADATA, ...NAMES].map(([host, why]) => at(host, why)),
    ...URLS.map(([url, why]) => ({ url, why })),
  ];
}
