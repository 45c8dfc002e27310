import { Badge, ScrollArea, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type OrderFilter, orderCountsQuery } from '../api/orders.ts';

const STATUSES = ['all', 'received', 'fulfilled', 'cancelled'] as const;

interface StatusTabsProps {
  readonly filter: OrderFilter;
  /** Empty = all. */
  readonly onChange: (status: string) => void;
  /** The list of the chosen tab. */
  readonly children: ReactNode;
}

/** Orders by status, each with how many the search finds. */
export function StatusTabs({ filter, onChange, children }: StatusTabsProps) {
  const { t } = useTranslation('orders');
  const { t: shell } = useTranslation();
  const { data: counts } = useQuery(orderCountsQuery(filter));
  const current = STATUSES.find((it) => it === filter.status) ?? 'all';
  return (
    <Tabs value={current} onChange={(next) => onChange(next === null || next === 'all' ? '' : next)}>
      <ScrollArea type="never">
        <Tabs.List aria-label={t('tabs.label')} style={{ flexWrap: 'nowrap' }}>
          {STATUSES.map((it) => (
            <Tabs.Tab
              key={it}
              value={it}
              rightSection={
                counts === undefined ? null : (
                  <Badge variant="default" size="sm" circle={counts[it] < 10}>
                    {counts[it]}
                  </Badge>
                )
              }
            >
              {it === 'all' ? t('tabs.all') : shell(`orderStatus.${it}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </ScrollArea>
      <Tabs.Panel value={current} pt="sm">
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
