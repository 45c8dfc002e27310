import { List, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../api/shapes.ts';
import { goLiveChecklist } from './go-live.ts';

/** What is ready for going live, and what is not yet. */
export function GoLiveChecklist({ integration }: { integration: Integration }) {
  const { t } = useTranslation('integration');
  const items = goLiveChecklist(integration);
  return (
    <>
      <List spacing="xs" size="sm" center listStyleType="none" aria-label={t('goLive.checklist')}>
        {items.map(({ item, isDone }) => (
          <List.Item
            key={item}
            icon={
              <ThemeIcon size={20} radius="xl" color={isDone ? 'green' : 'gray'} autoContrast>
                {isDone ? <IconCheck size={14} aria-hidden /> : <IconMinus size={14} aria-hidden />}
              </ThemeIcon>
            }
          >
            {t(`goLive.items.${item}`)}
            <Text span size="sm" c="dimmed">
              {' – '}
              {t(isDone ? 'goLive.done' : 'goLive.open')}
            </Text>
          </List.Item>
        ))}
      </List>
      {items.every(({ isDone }) => isDone) ? null : (
        <Text size="sm" c="dimmed" mt="xs">
          {t('goLive.notRequired')}
        </Text>
      )}
    </>
  );
}
