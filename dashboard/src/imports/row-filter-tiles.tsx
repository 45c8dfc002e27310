import { SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportCounts } from '../api/imports.ts';
import { countRows, ROW_FILTERS, type RowFilter } from './row-filter.ts';
import classes from './row-filter-tiles.module.css';

const COLORS: Readonly<Partial<Record<RowFilter, string>>> = {
  created: 'green',
  updated: 'blue',
  failed: 'red',
  warned: 'yellow',
};

const NUMBERS = new Intl.NumberFormat();

interface RowFilterTilesProps {
  readonly counts: ImportCounts;
  readonly filter: RowFilter;
  readonly onChange: (filter: RowFilter) => void;
}

/** How many rows of each kind there are; pressing one shows them. */
export function RowFilterTiles({ counts, filter, onChange }: RowFilterTilesProps) {
  const { t } = useTranslation('imports');
  return (
    <SimpleGrid
      component="fieldset"
      cols={{ base: 2, xs: 4, md: 7 }}
      spacing="xs"
      className={classes.group ?? ''}
      aria-label={t('check.filter')}
    >
      {ROW_FILTERS.map((it) => (
        <UnstyledButton
          key={it}
          className={classes.tile ?? ''}
          aria-pressed={it === filter}
          onClick={() => onChange(it)}
          style={{ '--tile-color': `var(--mantine-color-${COLORS[it] ?? 'gray'}-6)` }}
        >
          <Text component="span" display="block" fz={22} fw={650} lh={1.2} className="tabular">
            {NUMBERS.format(countRows(counts, it))}
          </Text>
          <Text component="span" display="block" size="sm" c="dimmed">
            {t(`check.results.${it}`)}
          </Text>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}
