import { Button, Card, List, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { importFieldsQuery } from '../api/imports.ts';
import { templateUrl } from './template.ts';

const POINTS = [
  'excel',
  'delimiter',
  'encoding',
  'header',
  'stockNumber',
  'prices',
  'photos',
  'blank',
] as const;

/** What files the hub reads, so that nobody has to try. */
export function AcceptedFormats() {
  const { t } = useTranslation('imports');
  return (
    <Card withBorder padding="md">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h5">
          {t('formats.title')}
        </Title>
        <Text size="sm">{t('formats.text')}</Text>
        <List size="sm" spacing={6} c="dimmed" withPadding={false} pl="md">
          {POINTS.map((point) => (
            <List.Item key={point}>{t(`formats.${point}`)}</List.Item>
          ))}
        </List>
        <TemplateButton />
        <Text size="xs" c="dimmed">
          {t('formats.templateHint')} {t('formats.exportHint')}
        </Text>
      </Stack>
    </Card>
  );
}

/** A link once the columns are known, and until then nothing that could be saved: a click never gets an empty file. */
function TemplateButton() {
  const { t } = useTranslation('imports');
  const { data: fields } = useQuery(importFieldsQuery);
  const looks = {
    variant: 'default',
    size: 'sm',
    leftSection: <IconDownload size={16} aria-hidden />,
    children: t('formats.template'),
  } as const;
  return fields === undefined ? (
    <Button {...looks} loading />
  ) : (
    <Button {...looks} component="a" href={templateUrl(fields.data)} download="watchtraderhub-template.csv" />
  );
}
