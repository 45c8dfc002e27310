import { Button, Checkbox, Collapse, Fieldset, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { EVENT_NAMESPACES } from '../api/event-types.ts';
import { ALL_EVENTS, type EventPattern, stateOf, withNode } from './event-tree.ts';

interface EventTreeInputProps {
  /** Patterns as the API takes them. */
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly error?: React.ReactNode;
}

/** Which events an endpoint hears of: all, whole namespaces, or single types. */
export function EventTreeInput({ value, onChange, error }: EventTreeInputProps) {
  const { t } = useTranslation('endpoints');
  const [isOpen, { toggle, open }] = useDisclosure(!value.includes(ALL_EVENTS));
  const treeId = useId();
  const change = (node: EventPattern, isOn: boolean) => {
    onChange(withNode(value, node, isOn));
    if (!isOn) open();
  };
  const node = { value, onChange: change };
  return (
    <Fieldset legend={t('events.label')}>
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {t('events.text')}
        </Text>
        <NodeBox pattern={ALL_EVENTS} {...node} />
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={toggle}
          aria-expanded={isOpen}
          aria-controls={treeId}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('events.single')}
        </Button>
        <Collapse expanded={isOpen} id={treeId}>
          <Stack gap="sm" pl="md">
            {EVENT_NAMESPACES.map(({ pattern, types }) => (
              <Stack key={pattern} gap={6}>
                <NodeBox pattern={pattern} {...node} />
                <Stack gap={6} pl="xl">
                  {types.map((type) => (
                    <NodeBox key={type} pattern={type} {...node} />
                  ))}
                </Stack>
              </Stack>
            ))}
          </Stack>
        </Collapse>
        {error ? (
          <Text size="sm" c="red" role="alert">
            {error}
          </Text>
        ) : null}
      </Stack>
    </Fieldset>
  );
}

interface NodeBoxProps {
  readonly pattern: EventPattern;
  readonly value: readonly string[];
  readonly onChange: (node: EventPattern, isOn: boolean) => void;
}

function NodeBox({ pattern, value, onChange }: NodeBoxProps) {
  const { t } = useTranslation('endpoints');
  const state = stateOf(value, pattern);
  return (
    <Checkbox
      size="sm"
      label={
        <>
          {t(`events.nodes.${pattern}.name`)}{' '}
          <Text span size="xs" c="dimmed" ff="monospace">
            {pattern}
          </Text>
        </>
      }
      description={t(`events.nodes.${pattern}.text`)}
      checked={state === 'checked'}
      indeterminate={state === 'partial'}
      onChange={(event) => onChange(pattern, event.currentTarget.checked)}
    />
  );
}
