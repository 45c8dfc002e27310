import { ActionIcon, Button, Group, Input, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SectionCard } from '../components/section-card.tsx';
import type { OrderFormState } from './use-new-order.ts';

const MAX_LENGTH = 500;
const MAX_NOTE = 5_000;
const MAX_METADATA = 50;
const MAX_METADATA_NAME = 40;

/** External id, time, note and own fields of a new order. */
export function DetailsSection({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  return (
    <SectionCard title={t('create.details')}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput
          label={t('create.externalId')}
          description={t('create.externalIdText')}
          maxLength={MAX_LENGTH}
          {...form.getInputProps('external_id')}
        />
        <TextInput
          type="datetime-local"
          label={t('create.orderedAt')}
          description={t('create.orderedAtText')}
          {...form.getInputProps('ordered_at')}
        />
      </SimpleGrid>
      <Textarea
        label={t('create.note')}
        description={t('create.noteText')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={MAX_NOTE}
        {...form.getInputProps('note')}
      />
      <MetadataFields form={form} />
    </SectionCard>
  );
}

function MetadataFields({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  const { metadata } = form.values;
  return (
    <Input.Wrapper
      labelElement="div"
      label={t('create.metadata')}
      description={t('create.metadataText')}
      error={form.errors.metadata}
    >
      <Stack gap="xs" mt="xs" align="flex-start">
        {metadata.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and their inputs are controlled
          <MetadataRow key={index} form={form} index={index} />
        ))}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={metadata.length >= MAX_METADATA}
          onClick={() => form.insertListItem('metadata', { name: '', value: '' })}
        >
          {t('create.addMetadata')}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

function MetadataRow({ form, index }: { form: OrderFormState; index: number }) {
  const { t } = useTranslation('orders');
  const number = index + 1;
  return (
    <Group gap="xs" wrap="nowrap" w="100%">
      <TextInput
        flex={1}
        aria-label={t('create.metadataName', { number })}
        placeholder={t('create.metadataName', { number })}
        maxLength={MAX_METADATA_NAME}
        {...form.getInputProps(`metadata.${index}.name`)}
      />
      <TextInput
        flex={2}
        aria-label={t('create.metadataValue', { number })}
        placeholder={t('create.metadataValue', { number })}
        maxLength={MAX_LENGTH}
        {...form.getInputProps(`metadata.${index}.value`)}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('create.removeMetadata', { number })}
        onClick={() => form.removeListItem('metadata', index)}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}
