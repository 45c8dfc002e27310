import { Box, Code, Text } from '@mantine/core';
import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import { EVENT_TYPES } from '../api/event-types.ts';

/** An event type in words; one that this dashboard doesn't know yet stays as it is. */
export function useEventTypeName(): (type: string) => string {
  const { t } = useTranslation('events');
  return (type) => {
    const known = EVENT_TYPES.find((it) => it === type);
    if (known === undefined) return type;
    return t(`types.${known.replace('.', '_')}` as ParseKeys<'events'>) as string;
  };
}

/** The words for people, the type for their developers. */
export function EventTypeText({ type }: { type: string }) {
  const name = useEventTypeName()(type);
  return (
    <Box component="span">
      <Text component="span" size="sm" display="block" fw={500}>
        {name}
      </Text>
      {name === type ? null : (
        <Code fz="xs" px={4}>
          {type}
        </Code>
      )}
    </Box>
  );
}
