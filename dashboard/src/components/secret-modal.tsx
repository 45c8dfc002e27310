import { Alert, Button, Checkbox, Code, Group, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconKey } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button.tsx';

interface SecretOptions {
  readonly title: string;
  /** What it is, such as "API key". */
  readonly what: string;
  readonly secret: string;
  /** What it is for and where to put it. */
  readonly text: ReactNode;
  /** Below the secret: how to put it to use, such as a line for the terminal. */
  readonly usage?: ReactNode;
  readonly onDone?: () => void;
}

/** Shows a key or a signing secret this once; closes only when the reader says that it is stored. */
export function openSecret(options: SecretOptions): void {
  const modalId = `secret-${crypto.randomUUID()}`;
  modals.open({
    modalId,
    title: options.title,
    size: 'lg',
    closeOnClickOutside: false,
    closeOnEscape: false,
    withCloseButton: false,
    children: (
      <SecretContent
        {...options}
        onDone={() => {
          modals.close(modalId);
          options.onDone?.();
        }}
      />
    ),
  });
}

function SecretContent({ what, secret, text, usage, onDone }: SecretOptions) {
  const { t } = useTranslation();
  const [isStored, setStored] = useState(false);
  return (
    <Stack>
      <Alert color="yellow" icon={<IconKey />}>
        {t('secret.once')} {text}
      </Alert>
      <Group gap="xs" wrap="nowrap">
        <Code
          fz="md"
          p="sm"
          data-testid="secret"
          style={{ flex: 1, overflowWrap: 'anywhere', userSelect: 'all' }}
        >
          {secret}
        </Code>
        <CopyButton value={secret} what={what} />
      </Group>
      {usage}
      <Checkbox
        label={t('secret.stored')}
        checked={isStored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
      <Group justify="flex-end">
        <Button disabled={!isStored} onClick={() => onDone?.()}>
          {t('secret.done')}
        </Button>
      </Group>
    </Stack>
  );
}
