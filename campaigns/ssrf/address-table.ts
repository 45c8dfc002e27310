/** What may be dialled: `public` always, `private` where the operator permits it, `never` whatever anybody says. */
type Kind = 'public' | 'private' | 'never';

export interface AddressRow {
  readonly address: string;
  readonly kind: Kind;
  readonly what: string;
}

const rows = (kind: Kind, what: string, text: string): AddressRow[] =>
  text.split(' ').map((address) => ({ address, kind, what }));

const hex = (address: string): string => {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
};
const inverted = (address: string): string =>
  hex(
    address
      .split('.')
      .map((part) => 255 - Number(part))
      .join('.'),
  );

/** The ways in which an IPv6 address leads to an IPv4 one. */
export const EMBEDDINGS: Readonly<Record<string, (address: string) => string>> = {
  'IPv4-mapped': (address) => `::ffff:${address}`,
  'IPv4-mapped in hexadecimal': (address) => `::ffff:${hex(address)}`,
  'IPv4-compatible': (address) => `::${hex(address)}`,
  'IPv4-translated': (address) => `::ffff:0:${hex(address)}`,
  NAT64: (address) => `64:ff9b::${address}`,
  '6to4': (address) => `2002:${hex(address)}::1`,
  'Teredo server': (address) => `2001:0:${hex(address)}::f7f7:f7f7`,
  'Teredo client': (address) => `2001:0:808:808:0:0:${inverted(address)}`,
  ISATAP: (address) => `2a00:1450::5efe:${address}`,
  'ISATAP with a global id': (address) => `2a00:1450::200:5efe:${address}`,
};

const EMBEDDED: readonly (readonly [string, Kind])[] = [
  ['127.0.0.1', 'private'],
  ['10.1.2.3', 'private'],
  ['192.168.0.1', 'private'],
  ['100.64.1.1', 'private'],
  ['169.254.169.254', 'never'],
  ['100.100.100.200', 'never'],
  ['168.63.129.16', 'never'],
  ['224.0.0.9', 'never'],
];

const embedded = Object.entries(EMBEDDINGS).flatMap(([what, embed]) =>
  EMBEDDED.map(([address, kind]): AddressRow => ({ address: embed(address), kind, what })),
);

/** Addresses in the usual form of their family. */
export const ADDRESSES: readonly AddressRow[] = [
  ...rows('public', 'public', '8.8.8.8 93.184.216.34 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 11.0.0.1'),
  ...rows('public', 'public', '2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8'),
  ...rows('private', 'loopback', '127.0.0.1 127.8.9.1 127.255.255.254 ::1'),
  ...rows(
    'private',
    'private',
    '10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1 192.168.255.254',
  ),
  ...rows('private', 'CGNAT', '100.64.0.1 100.127.255.254'),
  ...rows('private', 'documentation', '192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 3fff::1'),
  ...rows('private', 'benchmarks', '198.18.0.1 198.19.255.255 2001:2::1'),
  ...rows('private', 'reserved', '192.0.0.1 240.0.0.1 255.255.255.254 100::1 4000::1 5f00::1'),
  ...rows('private', 'unique local', 'fc00::1 fd12:3456::1 fdff::1'),
  ...rows('private', 'site-local', 'fec0::1'),
  ...rows('never', 'unspecified', '0.0.0.0 0.1.2.3 ::'),
  ...rows('never', 'broadcast', '255.255.255.255'),
  ...rows('never', 'multicast', '224.0.0.1 239.1.1.1 239.255.255.250 ff02::1 ff0e::1'),
  ...rows('never', 'link-local', '169.254.0.1 169.254.255.254 fe80::1 febf::1'),
  ...rows(
    'never',
    'metadata of AWS',
    '169.254.169.254 169.254.170.2 169.254.170.23 169.254.169.253 fd00:ec2::254',
  ),
  ...rows('never', 'metadata of Google Cloud', 'fd20:ce::254'),
  ...rows('never', 'metadata of Azure', '168.63.129.16'),
  ...rows('never', 'metadata of Alibaba Cloud', '100.100.100.200'),
  ...rows('never', 'metadata of Tencent Cloud', '169.254.0.23'),
  ...rows('never', 'metadata of Oracle Cloud', '192.0.0.192 fd00:c1::a9fe:a9fe'),
  ...rows('never', 'local NAT64', '64:ff9b:1::8.8.8.8 64:ff9b:1:808:8:800:: 64:ff9b:1::7f00:1'),
  ...embedded,
];
