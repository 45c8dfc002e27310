import { Alert, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { PingResult } from '../endpoints/ping-result.tsx';
import { usePing } from '../endpoints/use-ping.ts';
import { curlSamples } from './curl-samples.ts';
import type { StepProps } from './setup-step.ts';
import { SignatureHelp } from './signature-help.tsx';
import { TryIt } from './try-it.tsx';

/** Step 3: a real ping must come back with success. */
export function VerifyStep({ integration, goTo }: StepProps) {
  const { t } = useTranslation('setup');
  const [chosen, setChosen] = useState<string | null>(null);
  const endpoints = integration.webhook_endpoints.filter((endpoint) => endpoint.is_enabled);
  const endpoint = endpoints.find(({ id }) => id === chosen) ?? endpoints[0];
  const curl = curlSamples(location.origin);
  return (
    <Stack>
      <Text size="sm">{t('verify.text')}</Text>
      {endpoint === undefined ? (
        <Alert color="yellow">
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t('verify.noEndpoint')}</Text>
            <Button size="xs" variant="default" onClick={() => goTo('webhook')}>
              {t('webhook.name')}
            </Button>
          </Stack>
        </Alert>
      ) : (
        <>
          {endpoints.length === 1 ? (
            <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
              {endpoint.url}
            </Text>
          ) : (
            <NativeSelect
              label={t('verify.endpoint')}
              data={endpoints.map(({ id, url }) => ({ value: id, label: url }))}
              value={endpoint.id}
              onChange={(event) => setChosen(event.currentTarget.value)}
            />
          )}
          <PingPanel
            key={endpoint.id}
            endpoint={endpoint}
            isVerified={integration.setup.webhook_verified}
            onSend={() => goTo('verify')}
          />
        </>
      )}
      <SignatureHelp />
      <TryIt
        samples={[
          { text: t('verify.byApiText'), label: t('verify.byApi'), code: curl.ping },
          { text: t('verify.sellText'), label: t('verify.sell'), code: curl.sell },
        ]}
      />
    </Stack>
  );
}

interface PingPanelProps {
  readonly endpoint: WebhookEndpoint;
  readonly isVerified: boolean;
  readonly onSend: () => void;
}

function PingPanel({ endpoint, isVerified, onSend }: PingPanelProps) {
  const { t } = useTranslation(['setup', 'endpoints']);
  const ping = usePing(endpoint.id);
  const send = () => {
    onSend();
    ping.send();
  };
  return (
    <Stack gap="sm">
      {isVerified && !ping.hasSent ? (
        <Alert color="green" icon={<IconCircleCheck />} p="xs">
          {t('verify.verified')}
        </Alert>
      ) : null}
      <Group>
        <Button
          leftSection={<IconSend size={16} />}
          onClick={send}
          loading={ping.isSending}
          variant={isVerified ? 'default' : 'filled'}
        >
          {t(ping.hasSent ? 'ping.again' : 'ping.send', { ns: 'endpoints' })}
        </Button>
      </Group>
      <PingResult ping={ping} />
    </Stack>
  );
}
