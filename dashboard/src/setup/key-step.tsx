import { Anchor, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CreateKeyModal } from '../api-keys/create-key-modal.tsx';
import { keysOf } from '../api-keys/key-groups.ts';
import { curlSamples } from './curl-samples.ts';
import type { StepProps } from './setup-step.ts';
import { TryIt } from './try-it.tsx';

/** Step 1: a key for the sandbox. */
export function KeyStep({ integration, goTo }: StepProps) {
  const { t } = useTranslation('setup');
  const [isCreating, { open, close }] = useDisclosure(false);
  const { current } = keysOf(integration.api_keys, 'test');
  const hasNone = current.length === 0;
  const create = () => {
    // It stays here when the key has been made: the examples below are what it is for.
    goTo('key');
    open();
  };
  return (
    <Stack>
      <Text size="sm">{t('key.text')}</Text>
      {hasNone && integration.setup.api_key_created ? <Text size="sm">{t('key.liveOnly')}</Text> : null}
      {hasNone ? null : (
        <Stack gap="xs">
          <Text size="sm">{t('key.have', { count: current.length })}</Text>
          <List size="sm">
            {current.map((key) => (
              <List.Item key={key.id} style={{ overflowWrap: 'anywhere' }}>
                {key.name} <Code>{key.prefix}…</Code>
              </List.Item>
            ))}
          </List>
        </Stack>
      )}
      <Group>
        <Button leftSection={<IconKey size={16} />} onClick={create} variant={hasNone ? 'filled' : 'default'}>
          {t(hasNone ? 'key.create' : 'key.another')}
        </Button>
        <Anchor component={Link} to="/channels/custom-integration/api-keys" size="sm">
          {t('key.manage')}
        </Anchor>
      </Group>
      <TryIt
        samples={[
          { text: t('key.whoAmIText'), label: t('key.whoAmI'), code: curlSamples(location.origin).me },
        ]}
      />
      <CreateKeyModal isOpen={isCreating} mode="test" onClose={close} />
    </Stack>
  );
}
