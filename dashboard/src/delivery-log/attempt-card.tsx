import { Button, Code, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Attempt } from '../api/shapes.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { judgeAttempt } from './attempt-verdict.ts';
import { HeaderTable } from './header-table.tsx';
import { useAttemptWords } from './use-attempt-words.ts';

interface AttemptCardProps {
  readonly attempt: Attempt;
  readonly startsOpen: boolean;
}

/** One request: when, how long, what came back, what that means and what to do. */
export function AttemptCard({ attempt, startsOpen }: AttemptCardProps) {
  const { t } = useTranslation('deliveryLog');
  const [isOpen, { toggle }] = useDisclosure(startsOpen);
  const { title, text, advice } = useAttemptWords()(attempt);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Stack gap={6} mb="xs" align="stretch">
      <AttemptFacts attempt={attempt} />
      <Text size="sm">
        <strong>{title}.</strong> {text}
      </Text>
      {advice === null ? null : (
        <Text size="sm">
          <strong>{t('attempt.advice')}:</strong> {advice}
        </Text>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        justify="flex-start"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<Chevron size={14} aria-hidden />}
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {t(isOpen ? 'attempt.hideDetails' : 'attempt.showDetails', { number: attempt.number })}
      </Button>
      <Collapse expanded={isOpen} keepMounted={false}>
        <AttemptDetails attempt={attempt} />
      </Collapse>
    </Stack>
  );
}

function AttemptFacts({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('deliveryLog');
  return (
    <Group gap="xs">
      <StatusBadge
        color={judgeAttempt(attempt) === 'success' ? 'green' : 'red'}
        label={
          attempt.http_status === null
            ? (attempt.error ?? '')
            : t('attempt.status', { status: attempt.http_status })
        }
      />
      <Text size="sm" c="dimmed" component="span">
        <TimeText value={attempt.started_at} as="precise" /> ·{' '}
        {t('attempt.duration', { ms: attempt.duration_ms })}
      </Text>
    </Group>
  );
}

function AttemptDetails({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('deliveryLog');
  const of = t('attempt.number', { number: attempt.number });
  return (
    <Stack gap="sm">
      <HeaderTable title={t('attempt.requestHeaders')} of={of} headers={attempt.request_headers} />
      {attempt.response_headers === null ? (
        <Text size="sm" c="dimmed">
          {t('attempt.noResponse')}
        </Text>
      ) : (
        <HeaderTable title={t('attempt.responseHeaders')} of={of} headers={attempt.response_headers} />
      )}
      {attempt.response_preview === null ? null : <Preview text={attempt.response_preview} of={of} />}
    </Stack>
  );
}

/** The answer's body, whatever it holds, as nothing but text. */
function Preview({ text, of }: { text: string; of: string }) {
  const { t } = useTranslation('deliveryLog');
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('attempt.response')}
      </Text>
      {text === '' ? (
        <Code>{t('attempt.emptyResponse')}</Code>
      ) : (
        <>
          <Text size="xs" c="dimmed" mb={4}>
            {t('attempt.responseHint')}
          </Text>
          <CodeBlock code={text} label={`${t('attempt.response')}, ${of}`} maxHeight={240} />
        </>
      )}
    </div>
  );
}
