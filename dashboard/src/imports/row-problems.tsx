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
        <Text key={problem.message} size="sm" className={classes.problem ?? ''}>
          <IconAlertCircle
            size={16}
            color="var(--mantine-color-red-6)"
            role="img"
            aria-label={t('check.problem')}
          />
          <span>{sentence(problem)}</span>
        </Text>
      ))}
      {row.warnings.map((problem) => (
        <Text key={problem.message} size="sm" className={classes.problem ?? ''}>
          <IconAlertTriangle
            size={16}
            color="var(--mantine-color-yellow-6)"
            role="img"
            aria-label={t('check.warningOnly')}
          />
          <span>{sentence(problem)}</span>
        </Text>
      ))}
    </Stack>
  );
}
