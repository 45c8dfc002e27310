import { ActionIcon, Anchor, Box, Card, Grid, Group, NumberInput, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Listing } from '../api/shapes.ts';
import { MoneyInput } from '../components/money-input.tsx';
import type { LineForm } from './order-form.ts';
import { currencyProblem } from './order-problems.ts';
import type { OrderFormState } from './use-new-order.ts';
import { useProblemText } from './use-problem-text.ts';

const MAX_QUANTITY = 1_000_000;

interface LineEditorProps {
  readonly form: OrderFormState;
  readonly line: LineForm;
  readonly index: number;
}

/** One watch of a new order: how many, at what price. */
export function LineEditor({ form, line, index }: LineEditorProps) {
  const { t } = useTranslation('orders');
  const path = `line_items.${index}`;
  const refusal = form.errors[`${path}.listing`];
  return (
    <Card
      withBorder
      padding="sm"
      role="group"
      aria-label={`${t('create.line', { number: index + 1 })}: ${line.listing.title}`}
      {...(refusal === undefined ? {} : { bd: '1px solid var(--mantine-color-error)' })}
    >
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
        <LineTitle listing={line.listing} />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('create.removeLine', { title: line.listing.title })}
          onClick={() => form.removeListItem('line_items', index)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      {refusal === undefined ? null : (
        <Text role="alert" size="sm" c="var(--mantine-color-error)" mb="xs" tabIndex={-1} data-refused>
          {refusal}
        </Text>
      )}
      <LineNumbers form={form} line={line} index={index} />
    </Card>
  );
}

function LineTitle({ listing }: { listing: Listing }) {
  const { t } = useTranslation('orders');
  // A new tab begins in the live world unless the address names another.
  const to = `/inventory/${listing.id}${listing.is_test ? '?mode=test' : ''}`;
  return (
    <Box style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Anchor component={Link} to={to} target="_blank" size="sm" fw={600}>
        {listing.title}
      </Anchor>
      <Text size="xs" c="dimmed">
        {listing.stock_number} · {t('create.left', { count: listing.quantity })}
      </Text>
    </Box>
  );
}

function LineNumbers({ form, line, index }: LineEditorProps) {
  const { t } = useTranslation('orders');
  const problemText = useProblemText();
  const path = `line_items.${index}`;
  // Said while one types, not only when the order is sent.
  const otherCurrency = currencyProblem(form.values.line_items, index);
  return (
    <Grid gap="sm" align="flex-start">
      <Grid.Col span={{ base: 12, xs: 4 }}>
        <NumberInput
          label={t('create.quantity')}
          min={1}
          max={MAX_QUANTITY}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps(`${path}.quantity`)}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, xs: 8 }}>
        <MoneyInput
          label={t('create.price')}
          value={line.price}
          onChange={(price) => form.setFieldValue(`${path}.price`, price)}
          error={
            otherCurrency === null
              ? (form.errors[`${path}.price`] as string | undefined)
              : problemText(otherCurrency)
          }
        />
      </Grid.Col>
    </Grid>
  );
}
