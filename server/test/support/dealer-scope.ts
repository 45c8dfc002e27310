interface DealerTable {
  /** The column that holds the dealer. */
  readonly column: 'dealer_id' | 'id';
  /** Its rows live with their dealer; of other tables it only matters whom they name. */
  readonly isSpread: boolean;
}

/** Every table with rows of dealers. */
export type DealerTables = Readonly<Record<string, DealerTable>>;

interface Mention extends DealerTable {
  readonly table: string;
  readonly alias: string;
}

/** The end of a table's mention, where an alias could stand. */
const NO_ALIAS =
  /^(where|on|set|order|group|limit|join|inner|left|right|cross|for|returning|values|select|using|having|union|default)$/;
const CONDITIONS_END = /\b(order by|group by|limit|returning|for (no key )?update|for share)\b/;

/**
 * Mentions of dealer-owned tables in a statement whose rows are not those of one named dealer, as `table alias`. A
 * dealer is named by a value, or by a join with something that has it; only the joins and conditions of the same query
 * level count, and outer levels are judged by themselves.
 *
 * @param sql one statement as sent, with placeholders for its values
 */
export function findUnscoped(sql: string, tables: DealerTables): string[] {
  return splitLevels(normalise(sql)).flatMap((level) => findUnscopedInLevel(level, tables));
}

/** One line, without the quotes around names, and with empty texts. */
export function normalise(sql: string): string {
  return sql
    .replaceAll(/'(?:[^']|'')*'/g, `''`)
    .replaceAll('"', '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** A statement and each query inside it, apart; where a query was is `()`. */
function splitLevels(sql: string): string[] {
  const levels: string[] = [];
  const open: string[] = [''];
  for (const character of sql) {
    if (character === '(') open.push('');
    else if (character === ')') {
      const inner = open.pop()!;
      const isQuery = /^\s*(select|with|insert|update|delete|values)\b/.test(inner);
      if (isQuery) levels.push(inner);
      open.push(`${open.pop()!}${isQuery ? '()' : `(${inner})`}`);
    } else open.push(`${open.pop()!}${character}`);
  }
  return [...levels, open.join('')].flatMap((level) => level.split(/\bunion(?: all)?\b/));
}

function findUnscopedInLevel(level: string, tables: DealerTables): string[] {
  const mentions = listMentions(level, tables);
  const named = findNamed(mentions, conditionsOf(level));
  const unscoped = mentions
    .filter((it) => it.isSpread && !named.has(it.alias))
    .map((it) => `${it.table} ${it.alias}`);
  const [, inserted = '', list = ''] = /\binsert into ([a-z_]+) ?\(([^)]*)\)/.exec(level) ?? [];
  const { column, isSpread } = tables[inserted] ?? { column: 'id', isSpread: false };
  return isSpread && !list.split(/, ?/).includes(column) ? [`${inserted} inserted`, ...unscoped] : unscoped;
}

const TABLE = '(?:only )?([a-z_]+)(?=(?: as)?(?: ([a-z_]+))?)';
const LIST_END = /\b(?:where|on|join|inner|left|right|cross|group|order|limit|returning|for|set)\b/;

function listMentions(level: string, tables: DealerTables): Mention[] {
  const named = level.matchAll(new RegExp(`\\b(?:from|join|update|using) ${TABLE}`, 'g'));
  // What follows in the same list: `from listings l, events e`.
  const lists = level.split(/\bfrom\b/).slice(1);
  const further = lists.flatMap((list) => [
    ...list.split(LIST_END)[0]!.matchAll(new RegExp(`, ${TABLE}`, 'g')),
  ]);
  return [...named, ...further].flatMap(([, table = '', alias = '']) => {
    const known = tables[table];
    if (known === undefined) return [];
    return [{ ...known, table, alias: alias === '' || NO_ALIAS.test(alias) ? table : alias }];
  });
}

/** All that stands behind `on` and `where`. */
function conditionsOf(level: string): string {
  return level
    .split(/\b(?:on|where)\b/)
    .slice(1)
    .map((part) => part.split(CONDITIONS_END)[0]!)
    .join(' and ');
}

/** By a value first, then by equality with one that is named, until that brings no more. */
function findNamed(mentions: readonly Mention[], conditions: string): Set<string> {
  const named = new Set<string>();
  const aliases = new Set(mentions.map((it) => it.alias));
  const isElsewhereOrNamed = (alias: string) => named.has(alias) || !aliases.has(alias);
  for (let size = -1; size !== named.size; ) {
    size = named.size;
    for (const { alias, column } of mentions) {
      const qualifier = mentions.length === 1 ? `(?:${alias}\\.)?` : `${alias}\\.`;
      const text = `(?<![a-z_.])${qualifier}${column}\\b`;
      if (isGiven(text, conditions) || listEquals(text, conditions).some(isElsewhereOrNamed))
        named.add(alias);
    }
  }
  return named;
}

/** `= $1`, `= any($1)` or `in (…)`, alone or as the first of a tuple. */
function isGiven(column: string, conditions: string): boolean {
  return new RegExp(`${column}(?: = (?:any ?\\( ?)?\\$|(?:, [a-z_., ]+\\))? in \\()`).test(conditions);
}

/** Aliases whose dealer it has to equal. */
function listEquals(column: string, conditions: string): string[] {
  const matches = [
    ...conditions.matchAll(new RegExp(`${column} = ([a-z_]+)\\.(?:dealer_id|id)\\b`, 'g')),
    ...conditions.matchAll(new RegExp(`\\b([a-z_]+)\\.(?:dealer_id|id) = ${column}`, 'g')),
  ];
  return matches.map(([, alias]) => alias!);
}
