import { Button, Grid, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { NetworkError } from '../api/api-error.ts';
import { ErrorState } from '../components/error-state.tsx';
import { CustomerSection } from './customer-section.tsx';
import { DetailsSection } from './details-section.tsx';
import { LinesSection } from './lines-section.tsx';
import type { LineForm } from './order-form.ts';
import { ShippingSection } from './shipping-section.tsx';
import { useNewOrder } from './use-new-order.ts';

const AT_FAULT = '[aria-invalid="true"], [data-refused]';

/** Everything about a new order, and the button that places it. */
export function NewOrderForm({ lines }: { lines: readonly LineForm[] }) {
  const { t } = useTranslation('orders');
  const { t: shell } = useTranslation();
  const { form, action, submit, refusals } = useNewOrder(lines);
  const element = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each refused attempt
  useEffect(() => {
    element.current?.querySelector<HTMLElement>(AT_FAULT)?.focus();
  }, [refusals]);
  return (
    <form ref={element} onSubmit={submit} noValidate aria-label={t('create.title')}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            <LinesSection form={form} />
            <DetailsSection form={form} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack>
            <CustomerSection form={form} />
            <ShippingSection form={form} />
          </Stack>
        </Grid.Col>
      </Grid>
      {action.error === null || action.isPending ? null : <Failure error={action.error} />}
      <Group justify="flex-end" mt="md">
        {Object.keys(form.errors).length === 0 ? null : (
          <Text size="sm" c="var(--mantine-color-error)">
            {t('create.hasProblems')}
          </Text>
        )}
        <Button component={Link} to="/orders" variant="default">
          {shell('actions.cancel')}
        </Button>
        <Button type="submit" loading={action.isPending}>
          {t('create.submit')}
        </Button>
      </Group>
    </form>
  );
}

function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation('orders');
  // Without an answer nobody knows whether the order was placed.
  const shown = error instanceof NetworkError ? new Error(t('create.unknownOutcome')) : error;
  return <ErrorState error={shown} title={t('create.failed')} />;
}
