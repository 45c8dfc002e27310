import { Select } from '@mantine/core';

interface ChoiceProps {
  readonly label: string;
  /** What stands there while nothing is chosen. */
  readonly any: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly data: { value: string; label: string }[];
}

/** One filter; the first choice takes it away. */
export function Choice({ label, any, value, onChange, data }: ChoiceProps) {
  return (
    <Select
      label={label}
      size="sm"
      data={[{ value: '', label: any }, ...data]}
      value={value}
      onChange={(next) => onChange(next ?? '')}
      allowDeselect={false}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    />
  );
}
