import { Alert, Anchor, Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { ErrorState } from '../components/error-state.tsx';
import { DescriptionField, FurtherFields, UrlField } from '../endpoints/endpoint-fields.tsx';
import { EndpointBadges } from '../endpoints/endpoint-state.tsx';
import { ENDPOINTS_MAX } from '../endpoints/endpoint-values.ts';
import { useEndpointForm } from '../endpoints/use-endpoint-form.ts';
import type { StepProps } from './setup-step.ts';

/** Step 2: where events go, and the secret they are signed with. */
export function WebhookStep({ integration, goTo }: StepProps) {
  const { t } = useTranslation('setup');
  const endpoints = integration.webhook_endpoints;
  const [isAdding, setAdding] = useState(endpoints.length === 0);
  const onSaved = () => {
    setAdding(false);
    goTo('webhook');
  };
  return (
    <Stack>
      <Text size="sm">{t('webhook.text')}</Text>
      {endpoints.length === 0 ? null : <ExistingEndpoints endpoints={endpoints} />}
      {isAdding ? <NewEndpointForm onSaved={onSaved} /> : null}
      {isAdding || endpoints.length >= ENDPOINTS_MAX ? null : (
        <Group>
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('webhook.another')}
          </Button>
          <Anchor component={Link} to="/channels/custom-integration/settings" size="sm">
            {t('webhook.manage')}
          </Anchor>
        </Group>
      )}
    </Stack>
  );
}

function ExistingEndpoints({ endpoints }: { endpoints: readonly WebhookEndpoint[] }) {
  const { t } = useTranslation('setup');
  return (
    <Stack gap="xs">
      <Text size="sm">{t('webhook.have', { count: endpoints.length })}</Text>
      {endpoints.map((endpoint) => (
        <Group key={endpoint.id} gap="xs">
          <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {endpoint.url}
          </Text>
          <EndpointBadges endpoint={endpoint} />
        </Group>
      ))}
      {endpoints.some((endpoint) => endpoint.is_enabled) ? (
        <Text size="sm" c="dimmed">
          {t('webhook.secretLost')}
        </Text>
      ) : (
        <Alert color="yellow">{t('webhook.allDisabled')}</Alert>
      )}
    </Stack>
  );
}

function NewEndpointForm({ onSaved }: { onSaved: () => void }) {
  const { t } = useTranslation(['setup', 'endpoints']);
  const [isOpen, { toggle }] = useDisclosure(false);
  const { form, submit, isPending, error } = useEndpointForm({ endpoint: null, onSaved });
  // A field with an error must be seen.
  const showsAll = isOpen || Object.keys(form.errors).some((field) => field !== 'url');
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <UrlField form={form} />
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={toggle}
          aria-expanded={showsAll}
          style={{ alignSelf: 'flex-start' }}
        >
          {t(showsAll ? 'form.less' : 'form.more', { ns: 'endpoints' })}
        </Button>
        <Collapse expanded={showsAll}>
          <Stack>
            <DescriptionField form={form} />
            <FurtherFields form={form} />
          </Stack>
        </Collapse>
        {error === null ? null : <ErrorState error={error} title={t('form.refused', { ns: 'endpoints' })} />}
        <Group>
          <Button type="submit" loading={isPending}>
            {t('webhook.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
