import { Box, Code, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EVENT_TYPES, type EventType } from '../api/event-types.ts';

/** A dot in a key of the catalogue would mean a level below. */
type TextKey<Type extends string> = Type extends `${infer Namespace}.${infer Name}`
  ? `${Namespace}_${Name}`
  : Type;

const textKey = (type: EventType) => type.replace('.', '_') as TextKey<EventType>;

/** An event type in words; one that this dashboard doesn't know yet stays as it is. */
export function useEventTypeName(): (type: string) => string {
  const { t } = useTranslation('events');
  return (type) => {
    const known = EVENT_TYPES.find((it) => it === type);
    return known === undefined ? type : t(`types.${textKey(known)}`);
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
