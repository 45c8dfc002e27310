import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './error-state.tsx';
import { notifyFailure, notifySuccess } from './notify.ts';

interface ActionOptions<Input, Output> {
  readonly run: (input: Input) => Promise<Output>;
  /** Queries whose answers it changes. */
  readonly renews: readonly QueryKey[];
  /** Said when it worked. */
  readonly success?: string | ((output: Output, input: Input) => string);
  readonly onSuccess?: (output: Output, input: Input) => void;
  /** Shown in the corner unless the caller shows the error itself. */
  readonly showsError?: boolean;
}

/** A write at the press of a button: runs, says how it went, and renews what it changed. */
export function useAction<Input = void, Output = unknown>(options: ActionOptions<Input, Output>) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: options.run,
    // An answer may hold a key or a secret: it goes when its form does.
    gcTime: 0,
    onSuccess: async (output, input) => {
      const { success } = options;
      if (success !== undefined)
        notifySuccess(typeof success === 'string' ? success : success(output, input));
      options.onSuccess?.(output, input);
      await Promise.all(options.renews.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      if (options.showsError !== false) notifyFailure(t('states.failed'), errorText(error));
    },
  });
}
