import { Box, Card, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isRowClick, type TableProps, toggled } from './column.ts';
import { useRowKeys } from './use-row-keys.ts';

/** The rows of a `DataTable` on a small screen: one card each, with its first and its essential columns. */
export function DataCards<Row>(props: TableProps<Row>) {
  const keys = useRowKeys(props);
  return (
    <Stack
      component="ul"
      gap="xs"
      p={0}
      m={0}
      aria-label={props.label}
      opacity={props.isStale ? 0.6 : 1}
      style={{ listStyle: 'none' }}
      {...keys}
    >
      {props.rows.map((row, index) => (
        <li key={props.rowKey(row)}>
          <RowCard row={row} index={index} {...props} />
        </li>
      ))}
    </Stack>
  );
}

function RowCard<Row>({
  row,
  index,
  columns,
  rowKey,
  rowLabel,
  onOpen,
  selection,
}: TableProps<Row> & { row: Row; index: number }) {
  const { t } = useTranslation();
  const [title, ...others] = columns;
  const key = rowKey(row);
  return (
    <Card
      withBorder
      padding="sm"
      data-row={index}
      style={{ cursor: onOpen === undefined ? 'default' : 'pointer' }}
      {...(onOpen === undefined ? {} : { onClick: (event) => isRowClick(event) && onOpen(row) })}
    >
      <Group wrap="nowrap" align="flex-start" gap="sm">
        {selection === undefined ? null : (
          <Checkbox
            mt={2}
            aria-label={t('table.select', { what: rowLabel(row) })}
            checked={selection.keys.has(key)}
            onClick={(event) => event.stopPropagation()}
            onChange={() => selection.onChange(toggled(selection.keys, key))}
          />
        )}
        <Stack gap={6} style={{ flex: 1, minWidth: 0 }}>
          <Box style={{ overflowWrap: 'anywhere' }}>{title?.cell(row)}</Box>
          {others
            .filter((column) => column.isEssential)
            .map((column) => (
              <Group key={column.key} justify="space-between" gap="xs">
                <Text size="sm" c="dimmed">
                  {column.header}
                </Text>
                <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
                  {column.cell(row)}
                </Text>
              </Group>
            ))}
        </Stack>
      </Group>
    </Card>
  );
}
