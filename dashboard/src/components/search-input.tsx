import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEventHandler, type Ref, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const PAUSE_MS = 250;

interface SearchInputProps {
  readonly label: string;
  readonly value: string;
  /** Called when the typing pauses. */
  readonly onSearch: (value: string) => void;
  /** The field itself, for those who put the focus there. */
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
}

export function SearchInput({ label, value, onSearch, inputRef, onKeyDown }: SearchInputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const search = useDebouncedCallback(onSearch, PAUSE_MS);
  // Back and forward change the address under the field.
  useEffect(() => setTyped(value), [value]);
  const change = (next: string) => {
    setTyped(next);
    search(next.trim());
  };
  return (
    <TextInput
      type="search"
      {...(inputRef === undefined ? {} : { ref: inputRef })}
      {...(onKeyDown === undefined ? {} : { onKeyDown })}
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed === '' ? null : (
          <CloseButton size="sm" aria-label={t('actions.clear')} onClick={() => change('')} />
        )
      }
      maxLength={200}
      miw={{ base: '100%', sm: 260 }}
    />
  );
}
