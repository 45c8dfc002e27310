import type { UseFormReturnType } from '@mantine/form';
import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useAction } from './use-action.ts';

interface FormActionOptions<Values, Output> {
  readonly form: UseFormReturnType<Values>;
  readonly run: (values: Values) => Promise<Output>;
  /** Queries whose answers it changes. */
  readonly renews: readonly QueryKey[];
  readonly success?: string;
  readonly onSuccess?: (output: Output, values: Values) => void;
  /** Fields of the form by the API's name of them, where the two differ. */
  readonly fields?: Readonly<Record<string, keyof Values & string>>;
}

/**
 * Sends a form. A refusal of one field is shown at it, and the field gets the focus; any other is `error`. What
 * was typed stays either way.
 */
export function useFormAction<Values extends Record<string, unknown>, Output>(
  options: FormActionOptions<Values, Output>,
) {
  const { form, fields = {}, ...action } = options;
  const [error, setError] = useState<unknown>(null);
  const { mutate, isPending } = useAction<Values, Output>({ ...action, showsError: false });
  const showRefusal = (refusal: unknown) => {
    const param = refusal instanceof ApiError ? (refusal.param ?? '') : '';
    // A part of a list stands for the list.
    const name = param.replace(/[.[].*$/, '');
    const field = fields[name] ?? name;
    if (!(field in form.values)) return setError(refusal);
    form.setFieldError(field as never, (refusal as ApiError).message);
    form.getInputNode(field as never)?.focus();
  };
  const submit = form.onSubmit((values) => {
    setError(null);
    mutate(values, { onError: showRefusal });
  });
  return { submit, isPending, error };
}
