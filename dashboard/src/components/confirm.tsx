import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import i18next from 'i18next';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from './error-state.tsx';

export interface ConfirmOptions {
  readonly title: string;
  readonly text: ReactNode;
  readonly confirmLabel: string;
  /** Red, for what can't be undone. */
  readonly isDangerous?: boolean;
  /** What must be typed before the button works. */
  readonly typing?: string;
  /** Closes the dialog when it resolves; a rejection is shown in it. */
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something that matters. */
export function openConfirm(options: ConfirmOptions): void {
  const modalId = `confirm-${crypto.randomUUID()}`;
  modals.open({
    modalId,
    title: options.title,
    closeButtonProps: { 'aria-label': i18next.t('actions.close') },
    children: <ConfirmForm {...options} close={() => modals.close(modalId)} />,
  });
}

function ConfirmForm({ close, ...options }: ConfirmOptions & { close: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isReady = options.typing === undefined || typed.trim() === options.typing;
  const confirm = async () => {
    setRunning(true);
    setError(null);
    try {
      await options.onConfirm();
      close();
    } catch (thrown) {
      setError(thrown);
      setRunning(false);
    }
  };
  return (
    <Stack>
      <Text component="div" size="sm">
        {options.text}
      </Text>
      {options.typing === undefined ? null : (
        <TextInput
          label={t('confirmTyping', { word: options.typing })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
      )}
      {error === null ? null : <ErrorState error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close} disabled={isRunning}>
          {t('actions.cancel')}
        </Button>
        <Button
          color={options.isDangerous ? 'red' : 'racing'}
          onClick={() => void confirm()}
          loading={isRunning}
          disabled={!isReady}
        >
          {options.confirmLabel}
        </Button>
      </Group>
    </Stack>
  );
}
