import { type FormValidateInput, useForm } from '@mantine/form';
import { ApiError } from '../api/api-error.ts';
import { useAction } from '../components/use-action.ts';
import { type AccountErrorCode, useAccountErrorText } from './use-account-error-text.ts';

interface AccountFormOptions<Values> {
  readonly initialValues: Values;
  readonly validate?: { readonly [Name in keyof Values]?: (value: Values[Name]) => string | null };
  /** Which field a refusal is about. */
  readonly fields?: Partial<Record<AccountErrorCode, keyof Values & string>>;
  readonly run: (values: Values) => Promise<unknown>;
  /** After the form was emptied. */
  readonly onDone?: (values: Values) => void;
}

/** A form of the account routes: a refusal shows at the field it is about, else as `alert`; what was typed stays. */
export function useAccountForm<Values extends Record<string, unknown>>(options: AccountFormOptions<Values>) {
  const errorText = useAccountErrorText();
  const form = useForm<Values>({
    initialValues: options.initialValues,
    // Its own type is a tree of the shape, which the compiler can't match with a generic one.
    validate: (options.validate ?? {}) as FormValidateInput<Values>,
  });
  const fieldOf = (error: unknown) =>
    error instanceof ApiError ? options.fields?.[error.code as AccountErrorCode] : undefined;
  const action = useAction<Values>({ run: options.run, renews: [], showsError: false });
  const submit = form.onSubmit((values) =>
    action.mutate(values, {
      onSuccess: () => {
        form.reset();
        options.onDone?.(values);
      },
      onError: (error) => {
        const field = fieldOf(error);
        if (field !== undefined) form.setFieldError(field, errorText(error));
      },
    }),
  );
  const { error } = action;
  const alert = error === null || fieldOf(error) !== undefined ? null : errorText(error);
  return { form, submit, alert, isRunning: action.isPending };
}
