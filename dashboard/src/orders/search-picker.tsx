import { Combobox, Loader, ScrollArea, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ErrorState } from '../components/error-state.tsx';

const PAUSE_MS = 250;

interface SearchPickerProps<T> {
  readonly label: string;
  readonly description: string;
  readonly placeholder?: string;
  readonly error?: ReactNode;
  readonly disabled?: boolean;
  readonly queryKey: QueryKey;
  readonly find: (q: string, signal: AbortSignal) => Promise<readonly T[]>;
  readonly keyOf: (row: T) => string;
  readonly option: (row: T) => ReactNode;
  /** Shown when nothing is found. */
  readonly none: string;
  readonly onPick: (row: T) => void;
}

/** A field that searches the hub while one types, and hands over what is picked. */
export function SearchPicker<T>(props: SearchPickerProps<T>) {
  const { label, description, placeholder, error, disabled, find, keyOf, onPick } = props;
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const found = useQuery({
    queryKey: [...props.queryKey, q],
    queryFn: ({ signal }) => find(q, signal),
    placeholderData: keepPreviousData,
    enabled: combobox.dropdownOpened,
  });
  const rows = found.data ?? [];
  const pick = (key: string) => {
    const row = rows.find((it) => keyOf(it) === key);
    if (row === undefined) return;
    setTyped('');
    combobox.closeDropdown();
    onPick(row);
  };
  const type = (text: string) => {
    setTyped(text);
    combobox.openDropdown();
    combobox.updateSelectedOptionIndex();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={pick}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          role="combobox"
          label={label}
          description={description}
          placeholder={placeholder ?? ''}
          error={error}
          disabled={disabled ?? false}
          value={typed}
          maxLength={200}
          autoComplete="off"
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={found.isFetching ? <Loader size="xs" aria-hidden /> : null}
          onChange={(event) => type(event.currentTarget.value)}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Found {...props} rows={rows} failure={found.error} isLoading={found.isPending} />
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface FoundProps<T> extends SearchPickerProps<T> {
  readonly rows: readonly T[];
  readonly failure: unknown;
  readonly isLoading: boolean;
}

function Found<T>({ label, rows, failure, isLoading, none, keyOf, option }: FoundProps<T>) {
  if (failure !== null) return <ErrorState error={failure} />;
  return (
    <Combobox.Options aria-label={label}>
      <ScrollArea.Autosize mah={320} type="auto" offsetScrollbars="y">
        {rows.map((row) => (
          <Combobox.Option key={keyOf(row)} value={keyOf(row)}>
            {option(row)}
          </Combobox.Option>
        ))}
        {rows.length > 0 || isLoading ? null : (
          <Combobox.Empty>
            <Text size="sm">{none}</Text>
          </Combobox.Empty>
        )}
      </ScrollArea.Autosize>
    </Combobox.Options>
  );
}
