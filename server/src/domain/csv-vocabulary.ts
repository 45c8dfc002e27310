import { readWord } from './csv-measures.ts';
import type { Reading } from './csv-price.ts';
import { foldWords, saysNothing } from './csv-text.ts';
import { CONDITIONS, MOVEMENTS, YEAR_PRECISIONS } from './listing.ts';

/** Folded wordings by the value they stand for. */
function vocabulary<T extends string>(
  names: readonly T[],
  words: Partial<Record<T, string>>,
): ReadonlyMap<string, T> {
  return new Map(
    names.flatMap((name) => [
      [foldWords(name), name] as const,
      ...(words[name]?.split(/,\s*/) ?? []).map((word) => [word, name] as const),
    ]),
  );
}

const CONDITION_WORDS = vocabulary(CONDITIONS, {
  new: 'brand new, neu, fabrikneu, neuf, neuve, nuovo, nuova, nuevo, nueva, bnib',
  unworn: `like new unworn, new unworn, unused, never worn, ungetragen, neuwertig ungetragen, wie neu und ungetragen,
    non porte, non portee, jamais porte, jamais portee, comme neuf et non porte, mai indossato, mai indossata, non indossato,
    sin usar, sin llevar, nunca usado, nos, new old stock`,
  mint: `like new, as new, near mint, excellent, neuwertig, wie neu, comme neuf, comme neuve, come nuovo, como nuevo,
    excellente, eccellente, excelente`,
  very_good: `very good condition, sehr gut, tres bon, tres bonne, tres bon etat, molto buono, molto buona, ottimo, ottime
    condizioni, muy bueno, muy buena, muy bien`,
  good: 'good condition, gut, bon, bonne, bon etat, buono, buona, buone condizioni, bueno, buena, bien',
  fair: `acceptable, satisfactory, befriedigend, akzeptabel, satisfaisant, correct, passable, discreto, soddisfacente,
    accettabile, aceptable, regular, satisfactorio`,
  poor: 'bad, mangelhaft, schlecht, ausreichend, mauvais, insuffisant, scarso, pessimo, malo, deficiente',
  incomplete:
    'for parts, defective, unvollstandig, defekt, incomplet, incomplete, incompleto, pour pieces, para piezas',
});

/** Both generations of the trade's scale: `Very good`, `Used (Very good)` with an explanation in further lines. */
export function readCondition(cell: string): Reading<string> {
  const first = cell.trim().slice(0, 200).split('\n', 1)[0]!;
  const graded = /\(([^)]+)\)/.exec(first)?.[1];
  const whole = readWord(first.replace('&', ' '), CONDITION_WORDS);
  if (whole === null || 'value' in whole || graded === undefined) return whole;
  const inner = readWord(graded, CONDITION_WORDS);
  return inner !== null && 'value' in inner ? inner : whole;
}

const MOVEMENT_WORDS = vocabulary(MOVEMENTS, {
  automatic: `automatic winding, self winding, selfwinding, auto, automatik, automatikuhr, automatikaufzug, automatique,
    remontage automatique, automatico, automatica, carica automatica, cuerda automatica, perpetual`,
  manual: `manual winding, manual wind, hand wound, hand winding, handwound, mechanical, handaufzug, manuell, manuel,
    remontage manuel, mecanique, manuale, carica manuale, meccanico, cuerda manual, mecanico`,
  quartz: 'quarz, quarzwerk, quartzwerk, a quartz, al quarzo, quarzo, cuarzo, battery, batterie, electronic',
  solar: 'solar powered, eco drive, solarantrieb, solaire, solare',
  smart: 'smartwatch, smart watch, connected, montre connectee, orologio connesso, reloj inteligente',
  other: 'sonstige, andere, autre, altro, otro',
});

export const readMovement = (cell: string): Reading<string> => readWord(cell, MOVEMENT_WORDS);

const PRECISION_WORDS = vocabulary(YEAR_PRECISIONS, { approximate: 'approximation, approx, circa, ca' });

/** `unknown` is a value here, not a missing one. */
export function readYearPrecision(cell: string): Reading<string> {
  return foldWords(cell) === 'unknown' ? { value: 'unknown' } : readWord(cell, PRECISION_WORDS);
}

const GENDER_WORDS = new Map<string, string>(
  Object.entries({
    men: `men s, mens, man, male, gents, gent s, gentlemen, men s watch, men s watch unisex, mens watch unisex, herren,
      herrenuhr, herrenuhr unisex, mann, homme, hommes, montre homme, montre homme unisex, uomo, orologio da uomo,
      orologio da uomo unisex, hombre, caballero, reloj de caballero, reloj de caballero unisex`,
    women: `women s, womens, woman, female, ladies, lady, lady s, women s watch, womens watch, damen, damenuhr, frau, femme,
      femmes, montre femme, donna, orologio da donna, mujer, senora, reloj de senora`,
    unisex: 'unisex watch, unisexuhr, mixte, montre unisexe, unisexe',
  }).flatMap(([name, words]) => [
    [name, name] as const,
    ...words.split(/,\s*/).map((word) => [word, name] as const),
  ]),
);

/** `men`, `women` or `unisex`; null when the words are others, which are then kept as they are. */
export const genderOf = (cell: string): string | null =>
  cell.length > 80 ? null : (GENDER_WORDS.get(foldWords(cell)) ?? null);

const YES =
  'yes, y, true, t, 1, x, ja, j, wahr, vorhanden, oui, o, vrai, inclus, incluse, si, s, vero, incluso, inclusa, verdadero, incluido, incluida, included, available, original, with, mit, avec, con, full set';
const NO =
  'no, n, false, f, 0, nein, falsch, fehlt, nicht vorhanden, non, faux, falso, not included, missing, without, ohne, sans, senza, sin, keine, kein';

const YES_NO = new Map<string, boolean>([
  ...YES.split(', ').map((word) => [word, true] as const),
  ...NO.split(', ').map((word) => [word, false] as const),
]);

export interface BoxAndPapers {
  readonly has_box?: boolean;
  readonly has_papers?: boolean;
}

const BOX =
  /\b(box|boxes|originalbox|originalverpackung|ovp|etui|schachtel|boite|ecrin|coffret|scatola|caja|estuche|case)\b/;
const PAPERS =
  /\b(papers?|(?:original)?papieren?|papiers|documents?|dokumente|documenti|documentos|papeles|certificate?|certificat|certificato|certificado|zertifikat|card|karte|garantiekarte|warranty)\b/;
const NEGATION =
  /\b(no|not|without|w o|ohne|kein|keine|keinen|sans|pas|non|senza|nessuna|nessun|sin|neither|nor|none|missing|fehlt|only)\b/;
const BOTH =
  /^(full set|fullset|complete set|komplett|vollstandig|box papers|b p|set complet|full|complete|complet|completo)$/;
const NEITHER =
  /^(watch only|only watch|nur uhr|uhr only|montre seule|solo orologio|solo reloj|head only|none|nothing|no box no papers)$/;

/** `Original box, no original papers`, `Ohne Box und Papiere`, `Full set`, `Watch only`, … */
export function readBoxAndPapers(cell: string): Reading<BoxAndPapers> {
  if (foldWords(cell) !== 'none' && saysNothing(cell)) return null;
  const problem = { problem: `"${cell.trim().replace(/\s+/gu, ' ').slice(0, 60)}" is not understood.` };
  if (cell.length > 200) return problem;
  const whole = foldWords(cell);
  if (BOTH.test(whole)) return { value: { has_box: true, has_papers: true } };
  if (NEITHER.test(whole)) return { value: { has_box: false, has_papers: false } };
  const only =
    /^(only|nur|just|solo|solamente|uniquement) (.+)$/.exec(whole) ?? /^(.+) (only|seule?)$/.exec(whole);
  const found: { has_box?: boolean; has_papers?: boolean } = {};
  // "No box or papers" denies both; a comma or a negation of its own begins a new statement.
  const clauses = cell.split(
    /[,;/\n+]|\b(?:and|but|und|aber|et|mais|e|ma|y|pero)\b(?=\s+(?:no|not|without|ohne|keine?|sans|pas|non|senza|sin|with|mit|avec|con)\b)/iu,
  );
  for (const clause of clauses) {
    const words = foldWords(clause.replace(/w\/o\b/i, 'without'));
    const has = only !== null || !NEGATION.test(words);
    if (BOX.test(words)) found.has_box = has;
    if (PAPERS.test(words)) found.has_papers = has;
  }
  if (only !== null && Object.keys(found).length === 1) {
    return { value: { has_box: found.has_box ?? false, has_papers: found.has_papers ?? false } };
  }
  return Object.keys(found).length === 0 ? problem : { value: found };
}

/** A yes or no, or a wording such as "Original box". */
export function readHas(cell: string, field: 'has_box' | 'has_papers'): Reading<boolean> {
  if (saysNothing(cell)) return null;
  const answer = readWord(cell, YES_NO);
  if (answer !== null && 'value' in answer) return answer;
  const wording = readBoxAndPapers(cell);
  const value = wording !== null && 'value' in wording ? wording.value[field] : undefined;
  return value === undefined ? answer : { value };
}
