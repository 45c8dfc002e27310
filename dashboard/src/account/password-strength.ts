/** The hub's own rule (server/src/accounts/account-rules.ts), in UTF-16 units. */
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;

export type PasswordStrength = 'weak' | 'fair' | 'strong';

/** What people take first; with digits or signs behind it is no better. */
const COMMON =
  /^(?:password|passwort|passw0rd|qwertyuiop|qwerty|qwertz|azerty|letmein|welcome|admin|iloveyou|watches|rolex|omega|abc|changeme|dragon|monkey)+[\d\W_]*$/;
const FAIR_BITS = 40;
const STRONG_BITS = 60;
/** Words of it are in the password because they are in the form beside it. */
const PERSONAL_LENGTH_MIN = 4;

/**
 * A rough guess at how long guessing would take, for a hint and no rule.
 * @param personal what others know of the user, such as the name and the e-mail address
 */
export function passwordStrength(password: string, personal: readonly string[] = []): PasswordStrength {
  const rest = withoutPersonal(password.toLowerCase(), personal);
  if (COMMON.test(rest)) return 'weak';
  const bits = countSurprises(rest) * Math.log2(alphabetSize(password));
  if (bits < FAIR_BITS || password.length < PASSWORD_LENGTH_MIN) return 'weak';
  return bits < STRONG_BITS ? 'fair' : 'strong';
}

function withoutPersonal(password: string, personal: readonly string[]): string {
  const words = personal.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return words
    .filter((word) => word.length >= PERSONAL_LENGTH_MIN)
    .reduce((rest, word) => rest.replaceAll(word, ''), password);
}

/** Characters that are neither a repetition nor the next of a row (`aaa`, `123`, `cba`). */
function countSurprises(text: string): number {
  const codes = [...text].map((character) => character.codePointAt(0)!);
  const isSurprise = (code: number, index: number) => index === 0 || Math.abs(code - codes[index - 1]!) > 1;
  const surprises = codes.filter(isSurprise).length;
  // A password of few different characters is a pattern of them.
  return Math.min(surprises, new Set(codes).size * 2);
}

function alphabetSize(text: string): number {
  const sizes = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^a-zA-Z\d]/, 33],
  ] as const;
  const sum = sizes.reduce((size, [pattern, count]) => size + (pattern.test(text) ? count : 0), 0);
  return Math.max(sum, 2);
}
