import { Button, Group, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { createApiKey } from '../api/api-keys.ts';
import type { ApiKey, Mode } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { FormModal } from '../components/form-modal.tsx';
import { useFormAction } from '../components/use-form-action.ts';
import { EXPIRIES, type Expiry, expiresAt, isFutureDay } from './key-expiry.ts';
import { useRevealKey } from './use-reveal-key.tsx';

interface CreateKeyProps {
  readonly mode: Mode;
  readonly onClose: () => void;
}

interface KeyValues extends Record<string, unknown> {
  name: string;
  scopes: 'both' | 'read' | 'write';
  expiry: Expiry;
  date: string;
}

const SCOPES: Readonly<Record<KeyValues['scopes'], ApiKey['scopes']>> = {
  both: ['read', 'write'],
  read: ['read'],
  write: ['write'],
};

/** Makes a key of one world and shows it once. */
export function CreateKeyModal({ isOpen, ...rest }: CreateKeyProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation('apiKeys');
  return (
    <FormModal opened={isOpen} onClose={rest.onClose} title={t(`create.title.${rest.mode}`)}>
      <CreateKeyForm {...rest} />
    </FormModal>
  );
}

function CreateKeyForm({ mode, onClose }: CreateKeyProps) {
  const { t } = useTranslation('apiKeys');
  const reveal = useRevealKey();
  const form = useForm<KeyValues>({
    initialValues: { name: '', scopes: 'both', expiry: 'never', date: '' },
    validate: {
      date: (day, { expiry }) =>
        expiry !== 'date' || isFutureDay(day, Date.now()) ? null : t('create.dateRequired'),
    },
  });
  const { submit, isPending, error } = useFormAction({
    form,
    fields: { expires_at: 'date' },
    run: ({ name, scopes, expiry, date }) =>
      createApiKey({
        mode,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        scopes: SCOPES[scopes],
        expires_at: expiresAt(expiry, date, Date.now()),
      }),
    // All of them: the first test key fills the sandbox, which the other pages show.
    renews: [[]],
    onSuccess: (key) => {
      onClose();
      reveal(key);
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <KeyFields form={form} />
        {error === null ? null : <ErrorState error={error} title={t('create.refused')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isPending}>
            {t('create.cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {t('create.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function KeyFields({ form }: { form: UseFormReturnType<KeyValues> }) {
  const { t } = useTranslation('apiKeys');
  return (
    <>
      <TextInput
        label={t('create.name')}
        description={t('create.nameText')}
        placeholder={t('create.namePlaceholder')}
        maxLength={500}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Radio.Group label={t('create.scopes')} {...form.getInputProps('scopes')}>
        <Stack gap="xs" mt={4}>
          {(['both', 'read', 'write'] as const).map((scope) => (
            <Radio
              key={scope}
              value={scope}
              label={t(`scopes.${scope}`)}
              description={t(`create.scopesText.${scope}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <NativeSelect
        label={t('create.expiry')}
        description={t('create.expiryText')}
        data={EXPIRIES.map((choice) => ({ value: choice, label: t(`create.expiries.${choice}`) }))}
        {...form.getInputProps('expiry')}
      />
      {form.values.expiry === 'date' ? (
        <TextInput
          type="date"
          label={t('create.date')}
          description={t('create.dateText')}
          {...form.getInputProps('date')}
        />
      ) : null}
    </>
  );
}
