import { Checkbox, Group, Table, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Column, isRowClick, type TableProps, toggled } from './column.ts';
import { DataCards } from './data-cards.tsx';
import classes from './data-table.module.css';
import { useRowKeys } from './use-row-keys.ts';

/** Below it a row is a card. */
const SMALL_SCREEN = '(max-width: 48em)';

/**
 * A table of rows that can be opened, chosen and sorted, by mouse and keyboard: arrows move, Enter opens, Space
 * chooses. On small screens each row is a card.
 */
export function DataTable<Row>(props: TableProps<Row>) {
  const isSmall = useMediaQuery(SMALL_SCREEN, undefined, { getInitialValueInEffect: false });
  return isSmall ? <DataCards {...props} /> : <WideTable {...props} />;
}

function WideTable<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, selection, isStale } = props;
  const bodyKeys = useRowKeys(props);
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table
        aria-label={label}
        highlightOnHover
        verticalSpacing="xs"
        className={classes.table ?? ''}
        data-stale={isStale || undefined}
      >
        <Table.Thead>
          <Table.Tr>
            {selection === undefined ? null : <SelectAll {...props} />}
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} {...(props.sort ? { sort: props.sort } : {})} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody {...bodyKeys}>
          {rows.map((row, index) => (
            <DataRow key={rowKey(row)} row={row} index={index} {...props} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function SelectAll<Row>({ rows, rowKey, selection }: TableProps<Row>) {
  const { t } = useTranslation();
  const keys = rows.map(rowKey);
  const chosen = keys.filter((key) => selection!.keys.has(key)).length;
  const isAll = chosen > 0 && chosen === keys.length;
  // What is chosen on other pages stays.
  const toggle = () => {
    const next = new Set(selection!.keys);
    for (const key of keys) {
      if (isAll) next.delete(key);
      else next.add(key);
    }
    selection!.onChange(next);
  };
  return (
    <Table.Th w={40}>
      <Checkbox
        aria-label={t('table.selectAll')}
        checked={isAll}
        indeterminate={chosen > 0 && chosen < keys.length}
        onChange={toggle}
      />
    </Table.Th>
  );
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>;
  readonly sort?: NonNullable<TableProps<Row>['sort']>;
}

function HeaderCell<Row>({ column, sort }: HeaderCellProps<Row>) {
  const { header, align = 'left', sortKey } = column;
  if (sort === undefined || sortKey === undefined) return <Table.Th ta={align}>{header}</Table.Th>;
  const isCurrent = sort.key === sortKey;
  const SortIcon = !isCurrent ? IconArrowsSort : sort.order === 'asc' ? IconArrowUp : IconArrowDown;
  const press = () =>
    sort.onChange({ key: sortKey, order: isCurrent && sort.order === 'asc' ? 'desc' : 'asc' });
  const state = sort.order === 'asc' ? 'ascending' : 'descending';
  return (
    <Table.Th aria-sort={isCurrent ? state : 'none'}>
      <UnstyledButton onClick={press} fz="sm" fw={700} w="100%">
        <Group gap={4} wrap="nowrap" justify={align === 'right' ? 'flex-end' : 'flex-start'}>
          {header}
          <SortIcon size={14} aria-hidden opacity={isCurrent ? 1 : 0.5} style={{ flexShrink: 0 }} />
        </Group>
      </UnstyledButton>
    </Table.Th>
  );
}

function DataRow<Row>({
  row,
  index,
  columns,
  rowKey,
  rowLabel,
  onOpen,
  selection,
}: TableProps<Row> & { row: Row; index: number }) {
  const { t } = useTranslation();
  const key = rowKey(row);
  const isChosen = selection?.keys.has(key) ?? false;
  return (
    <Table.Tr
      data-row={index}
      tabIndex={index === 0 ? 0 : -1}
      className={classes.row ?? ''}
      {...(onOpen === undefined
        ? {}
        : { onClick: (event) => isRowClick(event) && onOpen(row), 'data-opens': true })}
      {...(isChosen ? { bg: 'var(--mantine-primary-color-light)' } : {})}
    >
      {selection === undefined ? null : (
        <Table.Td onClick={(event) => event.stopPropagation()}>
          <Checkbox
            aria-label={t('table.select', { what: rowLabel(row) })}
            checked={isChosen}
            tabIndex={-1}
            onChange={() => selection.onChange(toggled(selection.keys, key))}
          />
        </Table.Td>
      )}
      {columns.map((column) => (
        <Table.Td key={column.key} ta={column.align ?? 'left'}>
          {column.cell(row)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
