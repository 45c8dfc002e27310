import fc from 'fast-check';

const MEBIBYTE = 1024 ** 2;

/** Texts that have broken parsers, pattern matchers, terminals and databases. */
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\ufeff',
  '\u202eabc',
  'Z\u0351\u036b\u0343\u036a',
  '\u{1f469}\u200d\u{1f52c}',
  '%00',
  '%2e%2e%2f',
  '../../../etc/passwd',
  '..\\..\\windows',
  "' or 1=1 --",
  '"; drop table listings; --',
  '$' + '{7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=cmd|calc!A1',
  'a\r\nInjected: yes',
  '\u2028',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  '9007199254740993',
  '1e400',
  '-0',
  'NaN',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '0001-01-01T00:00:00Z',
  `${'a'.repeat(5_000)}!`,
  `${'a@'.repeat(2_000)}`,
  `${' '.repeat(5_000)}x`,
  `${'0'.repeat(5_000)}`,
  `${'('.repeat(1_000)}`,
  'https://example.com/'.padEnd(10_000, 'a'),
];

/** Numbers at the edges of what fits somewhere. */
const NUMBERS = [
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 63,
  1e21,
  5e-324,
  1.7976931348623157e308,
];

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** Values for anywhere in a body. Keys like `__proto__` are own ones, as a parser makes them. */
export const hostileValue = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom<unknown>(...NUMBERS, null, true, false, [], {}),
  fc.constantFrom(
    JSON.parse('{"__proto__": {"polluted": true}}'),
    JSON.parse('{"constructor": {"prototype": {"polluted": true}}}'),
    nested(50),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Texts for queries, paths and headers. */
export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS.filter((text) => text.length < 2_000)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

export interface RawBody {
  readonly what: string;
  readonly bytes: Buffer;
  readonly type?: string;
}

const fill = (text: string, bytes = MEBIBYTE - 100): string => text.repeat(Math.floor(bytes / text.length));

/** Bodies as bytes: too large, too deep, broken, or of another kind; most a little less than 1 MiB. */
export const RAW_BODIES: readonly RawBody[] = (
  [
    ['nothing', ''],
    ['half an object', '{"a":'],
    ['a key twice', '{"title":"a","title":"b"}'],
    ['a prototype', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['a byte order mark', '\ufeff{}'],
    ['a number beyond all', `{"quantity":${fill('9')}}`],
    ['one long text', `{"title":"${fill('a')}"}`],
    ['escapes', `{"title":"${fill('\\u0041')}"}`],
    ['spaces', fill(' ')],
    ['opening brackets', fill('[')],
    ['an array of arrays', fill('[', 5e5) + fill(']', 5e5)],
    ['nested objects', fill('{"a":', 8e5)],
    ['an array of numbers', `[${fill('0,')}0]`],
    ['many keys', `{${Array.from({ length: 60_000 }, (_, index) => `"key${index}":0`).join()}}`],
    ['many line items', `{"line_items":[${fill('{},')}{}]}`],
    ['many customers', `{"customers":[${fill('{},')}{}]}`],
    ['an address that never ends', `{"email":"${fill('a@')}"}`],
    ['a telephone number that never ends', `{"phone":"+${fill('1')}"}`],
    ['more than 1 MiB', fill('a', MEBIBYTE + 10)],
  ] as const
)
  .map(([what, text]): RawBody => ({ what, bytes: Buffer.from(text) }))
  .concat([
    { what: 'broken UTF-8', bytes: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]) },
    { what: 'UTF-16', bytes: Buffer.from('{"title":"a"}', 'utf16le') },
    { what: 'zeros', bytes: Buffer.alloc(MEBIBYTE - 100) },
    { what: 'XML', bytes: Buffer.from('<a/>'), type: 'application/xml' },
    { what: 'a form', bytes: Buffer.from('title=a'), type: 'application/x-www-form-urlencoded' },
    { what: 'JSON as text', bytes: Buffer.from('{}'), type: 'text/plain' },
    { what: 'a type that is none', bytes: Buffer.from('{}'), type: 'json' },
    {
      what: 'a multipart body without parts',
      bytes: Buffer.from('x'),
      type: 'multipart/form-data; boundary=y',
    },
    { what: 'another character set', bytes: Buffer.from('{}'), type: 'application/json; charset=utf-7' },
  ]);

/** The value with something hostile in one place of it: instead of a value, or as a further key. */
export function mutate(value: unknown, hostile: unknown, place: number): unknown {
  const copy = structuredClone({ root: value });
  const places: [container: Record<string, unknown>, key: string][] = [];
  const walk = (container: Record<string, unknown>, key: string): void => {
    places.push([container, key]);
    const inner = container[key];
    if (typeof inner !== 'object' || inner === null) return;
    for (const name of Object.keys(inner)) walk(inner as Record<string, unknown>, name);
    if (!Array.isArray(inner)) places.push([inner as Record<string, unknown>, 'unknown_field']);
  };
  walk(copy, 'root');
  const [container, key] = places[place % places.length]!;
  container[key] = hostile;
  return copy.root;
}
