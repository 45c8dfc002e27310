/** How one may write the host of a URL. */
export interface HostRow {
  readonly host: string;
  /** The address it stands for; null when no URL may have such a host. */
  readonly means: string | null;
  readonly what: string;
}

type Parts = readonly [number, number, number, number];
type Spell = (parts: Parts) => string;

const whole = ([a, b, c, d]: Parts): number => ((a * 256 + b) * 256 + c) * 256 + d;
const octal = (value: number): string => `0${value.toString(8)}`;
const hex = (value: number): string => `0x${value.toString(16)}`;
/** Each digit as another character that means the same one to whoever normalizes names. */
const digitsFrom =
  (zero: number): Spell =>
  (parts) =>
    parts.join('.').replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const dotted =
  (dot: string): Spell =>
  (parts) =>
    parts.join(dot);

const SPELLINGS: Readonly<Record<string, Spell>> = {
  'as usual': dotted('.'),
  'in decimal': (parts) => String(whole(parts)),
  'in octal': (parts) => octal(whole(parts)),
  'in hexadecimal': (parts) => hex(whole(parts)),
  'in upper-case hexadecimal': (parts) => hex(whole(parts)).toUpperCase(),
  'in octal parts': (parts) => parts.map(octal).join('.'),
  'in padded octal parts': (parts) => parts.map((part) => `000000${part.toString(8)}`).join('.'),
  'in hexadecimal parts': (parts) => parts.map(hex).join('.'),
  'in mixed parts': ([a, b, c, d]) => `${hex(a)}.${octal(b)}.${c}.${hex(d)}`,
  'in two parts': ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  'in two hexadecimal parts': ([a, b, c, d]) => `${hex(a)}.${hex((b * 256 + c) * 256 + d)}`,
  'in three parts': ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  'with a trailing dot': (parts) => `${parts.join('.')}.`,
  'in decimal with a trailing dot': (parts) => `${whole(parts)}.`,
  'in fullwidth digits': digitsFrom(0xff10),
  'in bold digits': digitsFrom(0x1d7ce),
  'in monospace digits': digitsFrom(0x1d7f6),
  'in superscripts': (parts) => parts.join('.').replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!),
  'in circled digits': (parts) => parts.join('.').replace(/\d/g, (digit) => '⓪①②③④⑤⑥⑦⑧⑨'[Number(digit)]!),
  'with ideographic full stops': dotted('。'),
  'with halfwidth ideographic full stops': dotted('｡'),
  'with fullwidth full stops': dotted('．'),
  'with escaped dots': dotted('%2e'),
  'with an escaped digit': (parts) => parts.join('.').replace(/^\d/, (digit) => `%3${digit}`),
  'with a soft hyphen': (parts) => parts.join('.\u00ad'),
  'with a zero-width space': (parts) => parts.join('.\u200b'),
};

/** Of which the last is permitted in the campaign's second hub. */
export const SPELLED = ['127.0.0.1', '169.254.169.254', '10.0.0.1', '127.0.0.9'];

const spelled = SPELLED.flatMap((address) =>
  Object.entries(SPELLINGS).map(
    ([what, spell]): HostRow => ({
      host: spell(address.split('.').map(Number) as unknown as Parts),
      means: address,
      what,
    }),
  ),
);

const all = (what: string, means: HostRow['means'], hosts: readonly string[]): HostRow[] =>
  hosts.map((host) => ({ host, means, what }));

export const HOSTS: readonly HostRow[] = [
  ...spelled,
  ...all('IPv6 written out', '::1', [
    '[0:0:0:0:0:0:0:1]',
    '[0000:0000:0000:0000:0000:0000:0000:0001]',
    '[::0:1]',
  ]),
  ...all('an unspecified address', '0.0.0.0', ['0', '0x0', '00', '0.0', '0.0.0.0']),
  ...all('a mapped address written out', '::ffff:7f00:1', [
    '[0:0:0:0:0:FFFF:127.0.0.1]',
    '[0:0:0:0:0:ffff:7f00:0001]',
  ]),
  ...all('too large', null, ['256.0.0.1', '4294967296', '127.0.0.256', '0x100000000', '127.0.65536']),
  ...all('too many parts', null, ['127.0.0.1.1', '1.127.0.0.1']),
  ...all('no number in the end', null, ['127.0.0.08', '127.0.0.0xg1.1', '127.0..1']),
  ...all('a zone', null, ['[fe80::1%25eth0]', '[fe80::1%eth0]', '[::1%25lo]', '[::1%25]', '127.0.0.1%25lo']),
  ...all('no IPv6 address', null, [
    '[::ffff:127.0.0.1.]',
    '[::ffff:0x7f.0.0.1]',
    '[127.0.0.1]',
    '[::1',
    '::1',
    '[:::1]',
  ]),
  ...all('an escaped control character', null, [
    '127.0.0.1%00',
    '127.0.0.1%0d%0a',
    '127.0.0.1%20',
    '127.0.0.1%09',
  ]),
  ...all('an escaped separator', null, [
    '127.0.0.1%2f',
    'example.com%40127.0.0.1',
    '127.0.0.1%3a80',
    'example.com%23',
  ]),
  ...all('localhost', '127.0.0.1', [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'a.b.localhost.',
    'ＬＯＣＡＬＨＯＳＴ',
  ]),
  ...all('localhost', '127.0.0.1', [
    'localhoſt',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'lo\u00adcalhost',
    '%6cocalhost',
    'a。localhost',
    'local\u200bhost',
  ]),
];

/** What names of clouds, containers and networks lead inside, and the public ones that spell an address. */
export const NAMES: readonly { readonly name: string; readonly address: string }[] = [
  { name: 'metadata.google.internal', address: '169.254.169.254' },
  { name: 'metadata.goog', address: '169.254.169.254' },
  { name: 'metadata', address: '169.254.169.254' },
  { name: 'ｍｅｔａｄａｔａ。google。internal', address: '169.254.169.254' },
  { name: 'METADATA.google.internal.', address: '169.254.169.254' },
  { name: 'instance-data', address: '169.254.169.254' },
  { name: 'instance-data.ec2.internal', address: '169.254.169.254' },
  { name: 'metadata.azure.internal', address: '169.254.169.254' },
  { name: 'metadata.tencentyun.com', address: '169.254.0.23' },
  { name: 'metadata.oraclecloud.com', address: '192.0.0.192' },
  { name: 'metadata.platformequinix.com', address: '169.254.169.254' },
  { name: '100-100-100-200.metadata.test', address: '100.100.100.200' },
  { name: 'kubernetes.default.svc', address: '10.96.0.1' },
  { name: 'host.docker.internal', address: '192.168.65.2' },
  { name: 'localhost.localdomain', address: '127.0.0.1' },
  { name: 'localtest.me', address: '127.0.0.1' },
  { name: '127.0.0.1.nip.io', address: '127.0.0.1' },
  { name: '169-254-169-254.sslip.io', address: '169.254.169.254' },
  { name: 'a9fea9fe.nip.io', address: '169.254.169.254' },
  { name: '7f000001.c0a80001.rbndr.us', address: '192.168.0.1' },
];

/** Whole URLs that hide where they lead; none may be an endpoint's. */
export const REFUSED_URLS: readonly string[] = [
  ...['https://user:pass@127.0.0.1/', 'https://user@example.com/', 'https://example.com@127.0.0.1/'],
  ...['https://example.com:443@169.254.169.254/', 'https://:@example.com/', 'https://@127.0.0.1/'],
  ...['https://example.com\\@127.0.0.1/', 'https://127.0.0.1\\@example.com/', 'https:\\\\127.0.0.1/'],
  ...[
    'https://example.com#@127.0.0.1/',
    'https://127.0.0.1#.example.com/',
    'https://127.0.0.1?.example.com/',
  ],
  ...['https:127.0.0.1/', 'https:/127.0.0.1/', 'https:///127.0.0.1/', '//127.0.0.1/', '127.0.0.1', '/inside'],
  ...[
    'https://127.0.0.1:22/',
    'https://127.0.0.1:5432/',
    'https://example.com:0/',
    'https://example.com:65536/',
  ],
  ...[
    'https://127.0.\t0.1/',
    'https://127.0.0.1\n/',
    ' https://127.0.0.1/',
    'https://example.com/\r\nHost: inside',
  ],
  ...[
    'http://127.0.0.1/',
    'http://example.com/',
    'http://169.254.169.254/latest/meta-data/',
    'hTTps://127.0.0.1/',
  ],
  ...['ftp://127.0.0.1/', 'file:///etc/passwd', 'gopher://127.0.0.1:6379/_INFO', 'dict://127.0.0.1:11211/'],
  ...[
    'javascript:alert(1)',
    'data:text/html,x',
    'unix:/var/run/docker.sock',
    'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
  ],
  ...['jar:https://127.0.0.1!/', 'url:https://127.0.0.1/', 'ws://127.0.0.1/', 'blob:https://127.0.0.1/x'],
];
