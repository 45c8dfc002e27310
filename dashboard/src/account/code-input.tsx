import { Group, Input, Loader, PinInput, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const DIGITS = 6;

interface CodeInputProps {
  /** Called by itself when the last digit is there. */
  readonly onComplete: (code: string) => void;
  readonly isRunning: boolean;
  /** Each new refusal empties the field for the next code. */
  readonly error: unknown;
  readonly errorText: string | null;
}

/** The code of an authenticator app; takes a pasted one, too. */
export function CodeInput({ onComplete, isRunning, error, errorText }: CodeInputProps) {
  const { t } = useTranslation('account');
  const [code, setCode] = useState('');
  const firstRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error === null) return;
    setCode('');
    firstRef.current?.focus();
  }, [error]);
  const change = (next: string) => {
    setCode(next);
    // Not PinInput's onComplete: after the code was emptied it misses one that is pasted whole.
    if (next.length === DIGITS) onComplete(next);
  };
  return (
    <Stack gap="xs">
      <Group gap="sm" wrap="nowrap">
        <PinInput
          ref={firstRef}
          aria-label={t('secondFactor.code')}
          length={DIGITS}
          type="number"
          gap={6}
          autoFocus
          value={code}
          onChange={change}
          readOnly={isRunning}
          error={errorText !== null}
          getInputProps={(index) => ({
            'aria-label': t('secondFactor.digit', { number: index + 1, count: DIGITS }),
          })}
        />
        {isRunning ? <Loader size="sm" /> : null}
      </Group>
      {errorText === null ? null : <Input.Error role="alert">{errorText}</Input.Error>}
    </Stack>
  );
}
