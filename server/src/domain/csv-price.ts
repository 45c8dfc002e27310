import { foldWords, saysNothing } from './csv-text.ts';
import { currencyExponent, MAX_AMOUNT, type Money } from './money.ts';

/** What a cell says: a value, a problem with it, or nothing (null). */
export type Reading<T> = { readonly value: T } | { readonly problem: string } | null;

/** More is no amount; it also bounds what the expressions below have to try. */
const CELL_CHARS_MAX = 200;

const problem = (text: string) => ({ problem: text });

/** Signs and customary names; a bare `$`, `¥` or `kr` may also stand for another currency of that name. */
const SIGNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '€': 'EUR',
    euro: 'EUR',
    euros: 'EUR',
    '£': 'GBP',
    $: 'USD',
    us$: 'USD',
    u$s: 'USD',
    'us $': 'USD',
    a$: 'AUD',
    au$: 'AUD',
    c$: 'CAD',
    ca$: 'CAD',
    hk$: 'HKD',
    s$: 'SGD',
    sg$: 'SGD',
    nz$: 'NZD',
    nt$: 'TWD',
    mx$: 'MXN',
    r$: 'BRL',
    '¥': 'JPY',
    '￥': 'JPY',
    円: 'JPY',
    元: 'CNY',
    rmb: 'CNY',
    'cn¥': 'CNY',
    fr: 'CHF',
    'fr.': 'CHF',
    sfr: 'CHF',
    'sfr.': 'CHF',
    'chf.': 'CHF',
    '₹': 'INR',
    '₽': 'RUB',
    '₩': 'KRW',
    '฿': 'THB',
    '₺': 'TRY',
    '₫': 'VND',
    '₪': 'ILS',
    '₴': 'UAH',
    '₱': 'PHP',
    zł: 'PLN',
    kč: 'CZK',
    ft: 'HUF',
    rm: 'MYR',
    dhs: 'AED',
    kd: 'KWD',
    'k.d.': 'KWD',
  }),
);

/** Signs that several currencies share: a currency column decides. */
const SHARED: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    $: /^(USD|AUD|CAD|HKD|SGD|NZD|TWD|MXN|ARS|CLP|COP)$/,
    '¥': /^(JPY|CNY)$/,
    kr: /^(SEK|NOK|DKK|ISK)$/,
    'kr.': /^(SEK|NOK|DKK|ISK)$/,
  }),
);

/** `€`, `eur`, `US$` → ISO 4217; null when it is none. */
export function readCurrency(cell: string): string | null {
  const text = cell.trim();
  const code = text.toUpperCase();
  if (currencyExponent(code) !== null) return code;
  return SIGNS.get(text.toLowerCase()) ?? null;
}

const ON_REQUEST = new Set(
  `price on request, on request, upon request, price upon request, request, por, poa, price on application, on application,
  auf anfrage, preis auf anfrage, anfrage, prix sur demande, sur demande, prezzo su richiesta, su richiesta,
  a richiesta, precio a consultar, a consultar, consultar, precio bajo peticion, bajo peticion, on demand,
  inquire, enquire, call for price, contact for price, ask for price`.split(/,\s*/),
);

const isOnRequest = (cell: string): boolean =>
  cell.length <= 40 && !/\d/.test(cell) && ON_REQUEST.has(foldWords(cell));

/** Remarks that do not change the amount. */
const REMARKS =
  /\b(incl|inkl|including|inkl|inc|excl|exkl|plus|zzgl|ttc|ht|iva|vat|mwst|ust|tva|inclusa|inclus|included|incluido|vb|obo|ono|fixed|fest|festpreis)\b\.?/giu;

const GROUPED = /^\d{1,3}(?:([ '’])\d{3}(?:\1\d{3})*)?(?=$|[.,])/;

/** Whole and decimal digits of a number in either style; null when the separators make no sense. */
function splitNumber(number: string, exponent: number): [whole: string, decimals: string] | null {
  let text = number;
  if (/[ '’]/.test(text)) {
    const grouped = GROUPED.exec(text)?.[0];
    if (grouped === undefined) return null;
    text = grouped.replace(/[ '’]/g, '') + text.slice(grouped.length);
    if (/[ '’]/.test(text)) return null;
  }
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (last === -1) return [text, ''];
  const separator = text[last]!;
  const other = separator === '.' ? ',' : '.';
  const whole = text.slice(0, last);
  const tail = text.slice(last + 1);
  const groupsOf = (groups: string[]): string | null => {
    const [first, ...rest] = groups;
    if (!/^\d{1,3}$/.test(first!) || rest.some((group) => !/^\d{2,3}$/.test(group))) return null;
    return rest.length === 0 || rest.at(-1)!.length === 3 ? groups.join('') : null;
  };
  if (whole.includes(other)) {
    const grouped = whole.includes(separator) ? null : groupsOf(whole.split(other));
    return grouped === null ? null : [grouped, tail];
  }
  if (whole.includes(separator)) {
    const grouped = groupsOf(text.split(separator));
    return grouped === null ? null : [grouped, ''];
  }
  return isThousands(whole, tail, separator, exponent) ? [whole + tail, ''] : [whole, tail];
}

/**
 * `12.990` is twelve thousand, except where the currency has three decimals and the separator is a point, which
 * is how the export writes them. `0.125` and `12990.000` can't be thousands.
 */
const isThousands = (whole: string, tail: string, separator: string, exponent: number): boolean =>
  tail.length === 3 && /^[1-9]\d{0,2}$/.test(whole) && !(exponent === 3 && separator === '.');

/** Minor units of `1,234.50`, `1.234,50`, `1'234.50`, `1 234,5`; null when it is no such number. */
export function readAmount(number: string, exponent: number): number | null {
  const parts = splitNumber(number, exponent);
  if (parts === null) return null;
  const [whole, decimals] = parts;
  if (/[1-9]/.test(decimals.slice(exponent))) return null;
  const digits = `${whole || '0'}${decimals.slice(0, exponent).padEnd(exponent, '0')}`;
  if (!/^\d{1,20}$/.test(digits)) return null;
  return Number(digits);
}

/** The currency a sign in the cell and the currency column agree on. */
function settleCurrency(sign: string, column: string): Reading<string> {
  const inColumn = saysNothing(column) ? null : readCurrency(column);
  if (inColumn === null && !saysNothing(column) && !SHARED.has(column.trim().toLowerCase())) {
    return problem(`"${column.trim().slice(0, 40)}" is not a currency; use an ISO 4217 code such as EUR.`);
  }
  if (sign === '') return inColumn === null ? null : { value: inColumn };
  const shared = SHARED.get(sign.toLowerCase());
  if (inColumn !== null && shared?.test(inColumn)) return { value: inColumn };
  const inCell = readCurrency(sign);
  if (inCell === null) return problem(`"${sign.slice(0, 40)}" beside the amount is not understood.`);
  if (inColumn !== null && inColumn !== inCell) {
    return problem(`the amount is in ${inCell}, but the currency column says ${inColumn}.`);
  }
  return { value: inCell };
}

/**
 * A price or a cost: `€ 12.990,-`, `$25,995`, `CHF 12'990.50`, `12990 EUR`; "on request" is null.
 * @param currencyCell of the currency column; empty when there is none
 */
export function readPrice(cell: string, currencyCell: string): Reading<Money | null> {
  if (saysNothing(cell)) return null;
  if (cell.length > CELL_CHARS_MAX) return problem('is too long for an amount.');
  if (isOnRequest(cell)) return { value: null };
  const text = cell
    .replace(/\s+/gu, ' ')
    .replace(/\([^)]*\)/g, '')
    .replace(REMARKS, '')
    .trim();
  const match = /^([^\d]*)(\d(?:[\d.,'’ ]*\d)?)(?:[.,] ?[-–—]{1,2})?([^\d]*)$/.exec(text);
  if (match === null) return problem(`"${cell.trim().slice(0, 60)}" is not an amount.`);
  const [, before, number, after] = match as unknown as [string, string, string, string];
  if (/[-–—−]/.test(before)) return problem('a price can not be negative.');
  const sign = `${before} ${after}`.replace(/[-–—*:]|[.,]$/g, '').trim();
  const currency = settleCurrency(sign, currencyCell);
  if (currency === null) return problem('has no currency; add a currency column or a code such as EUR.');
  if ('problem' in currency) return currency;
  const amount = readAmount(number, currencyExponent(currency.value)!);
  if (amount === null) return problem(`"${number.slice(0, 60)}" is not an amount of ${currency.value}.`);
  if (amount > MAX_AMOUNT) return problem('is too high.');
  return { value: { amount, currency: currency.value } };
}
