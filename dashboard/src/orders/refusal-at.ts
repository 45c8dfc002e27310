import { ApiError } from '../api/api-error.ts';

/**
 * Which field of a form the hub refused, and why.
 * @param fieldOf the form's field for the API's JSON path; null when it has none
 * @returns null for an error that belongs to no field
 */
export function refusalAt<Field extends string>(
  error: unknown,
  fieldOf: (param: string) => Field | null,
): { readonly field: Field; readonly message: string } | null {
  if (!(error instanceof ApiError) || error.param === null) return null;
  const field = fieldOf(error.param);
  if (field === null) return null;
  const { message, param } = error;
  // At the field its path says nothing new.
  const prefix = `${param}: `;
  return { field, message: message.startsWith(prefix) ? message.slice(prefix.length) : message };
}
