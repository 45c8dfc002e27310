/** Steps from the root of a JSON value: field names and array indexes. */
export type JsonPath = readonly (string | number)[];

const MAX_LENGTH = 200;

/** `line_items[0].listing_id`: how errors name a place in the body. Bounded, and always well-formed text. */
export function formatJsonPath(path: JsonPath): string {
  const text = path.map((step, index) => formatStep(step, index === 0)).join('');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH).toWellFormed()}…` : text;
}

function formatStep(step: string | number, isFirst: boolean): string {
  if (typeof step === 'number') return `[${step}]`;
  const name = step.slice(0, MAX_LENGTH).toWellFormed().replaceAll('\0', '\u{fffd}');
  if (!/^[\w-]+$/.test(name)) return isFirst ? name : `[${JSON.stringify(name)}]`;
  return isFirst ? name : `.${name}`;
}

/** The steps of a JSON Pointer (RFC 6901), as Ajv reports where it stopped. */
export function parseJsonPointer(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/**
 * The first place, in the order of the text, for which `isFound` holds; null when there is none.
 * Recursive: the value's depth is bounded by the body parser.
 */
export function findInJson(
  value: unknown,
  isFound: (value: unknown, name: string | number | null, depth: number) => boolean,
  name: string | number | null = null,
  depth = 0,
): (string | number)[] | null {
  if (isFound(value, name, depth)) return name === null ? [] : [name];
  if (typeof value !== 'object' || value === null) return null;
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [childName, child] of entries) {
    const found = findInJson(child, isFound, childName, depth + 1);
    if (found !== null) return name === null ? found : [name, ...found];
  }
  return null;
}
