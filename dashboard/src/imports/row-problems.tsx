import { Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ImportColumn, ImportRow, RowProblem } from '../api/imports.ts';
import { columnOf, mappingOf } from './column-mapping.ts';
import { placeProblem } from './problem-text.ts';
import classes from './row-problems.module.css';
import { useFieldLabel } from './use-field-label.ts';

interface RowProblemsProps {
  readonly row: ImportRow;
  readonly columns: readonly ImportColumn[];
}

/** Errors and warnings of a row, each with the column it is about. */
export function RowProblems({ row, columns }: RowProblemsProps) {
  const { t } = useTranslation('imports');
  const fieldLabel = useFieldLabel();
  const mapping = mappingOf(columns);
  const sentence = (problem: RowProblem): string => {
    const { column, field, message } = placeProblem(problem, (it) => columnOf(mapping, it));
    if (column !== null) return t('check.atColumn', { column, message });
    return field === null ? message : t('check.atField', { field: fieldLabel(field), message });
  };
  if (row.errors.length + row.warnings.length === 0) return null;
  return (
    <Stack gap={2} maw={460}>
      {row.errors.map((problem) => (
        <Problem key={problem.message} kind="error" text={sentence(problem)} />
      ))}
      {row.warnings.map((problem) => (
        <Problem key={problem.message} kind="warning" text={sentence(problem)} />
      ))}
    </Stack>
  );
}

const LOOKS = {
  error: { icon: IconAlertCircle, color: 'red', label: 'check.problem' },
  warning: { icon: IconAlertTriangle, color: 'yellow', label: 'check.warningOnly' },
} as const;

function Problem({ kind, text }: { kind: keyof typeof LOOKS; text: string }) {
  const { t } = useTranslation('imports');
  const { icon: ProblemIcon, color, label } = LOOKS[kind];
  return (
    <Text size="sm" className={classes.problem ?? ''}>
      <ProblemIcon size={16} color={`var(--mantine-color-${color}-6)`} role="img" aria-label={t(label)} />
      <span>{text}</span>
    </Text>
  );
}
