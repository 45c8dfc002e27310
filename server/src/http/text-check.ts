import { type ApiError, invalidParameter } from '../domain/api-error.ts';
import { findInJson, formatJsonPath } from './json-path.ts';

/** PostgreSQL stores no NUL, and half a surrogate pair is no character: UTF-8 has no bytes for it. */
const isUnstorable = (text: unknown): boolean =>
  typeof text === 'string' && (text.includes('\0') || !text.isWellFormed());

/** What is wrong with a text or a field name anywhere in the value; null when nothing is. */
export function findUnstorableText(value: unknown): ApiError | null {
  const path = findInJson(value, (text, name) => isUnstorable(text) || isUnstorable(name));
  if (path === null) return null;
  return invalidParameter(
    formatJsonPath(path),
    'texts and field names can not hold NUL characters (\\u0000) or unpaired surrogates (\\ud800 to \\udfff).',
  );
}
