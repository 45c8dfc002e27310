import { Badge, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Integration, Overview } from '../api/shapes.ts';
import { SectionCard } from '../components/section-card.tsx';
import { formatRelative } from '../components/time-text.tsx';
import { type AttentionItem, findAttention } from './attention.ts';
import classes from './attention-card.module.css';

const LOOKS = {
  critical: { icon: IconAlertCircle, color: 'red' },
  warning: { icon: IconAlertTriangle, color: 'yellow' },
  info: { icon: IconInfoCircle, color: 'blue' },
} as const;

interface AttentionCardProps {
  readonly overview: Overview;
  readonly integration: Integration;
  readonly nowMs: number;
}

export function AttentionCard({ overview, integration, nowMs }: AttentionCardProps) {
  const { t } = useTranslation('overview');
  const items = findAttention(overview, integration, nowMs);
  return (
    <SectionCard
      title={t('attention.title')}
      action={
        items.length === 0 ? null : (
          <Badge
            variant="light"
            color="gray"
            autoContrast
            aria-label={t('attention.count', { count: items.length })}
          >
            {items.length}
          </Badge>
        )
      }
    >
      {items.length === 0 ? (
        <Group gap="sm" wrap="nowrap">
          <ThemeIcon color="green" variant="light" radius="xl" aria-hidden>
            <IconCheck size={18} />
          </ThemeIcon>
          <Text size="sm">{t('attention.nothing')}</Text>
        </Group>
      ) : (
        <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
          {items.map((item) => (
            <li key={item.id}>
              <AttentionLink item={item} nowMs={nowMs} />
            </li>
          ))}
        </Stack>
      )}
    </SectionCard>
  );
}

function AttentionLink({ item, nowMs }: { item: AttentionItem; nowMs: number }) {
  const { t } = useTranslation('overview');
  const { icon: SeverityIcon, color } = LOOKS[item.severity];
  const values = {
    count: item.values.count ?? 0,
    what: item.values.what ?? '',
    limit: item.values.limit ?? 0,
    ago: item.time === null ? t('attention.never') : formatRelative(Date.parse(item.time), nowMs),
  };
  return (
    <Link to={item.to} className={classes.item}>
      <ThemeIcon
        color={color}
        variant="light"
        radius="xl"
        size="md"
        role="img"
        aria-label={t(`attention.severity.${item.severity}`)}
      >
        <SeverityIcon size={16} aria-hidden />
      </ThemeIcon>
      <span>
        <Text size="sm" fw={600} component="span" display="block">
          {t(`attention.${item.kind}.title`, values)}
        </Text>
        <Text size="xs" c="dimmed" component="span" display="block">
          {t(`attention.${item.kind}.text`, values)}
        </Text>
      </span>
    </Link>
  );
}
