import { Box, Button, SimpleGrid } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DELIVERY_STATUSES } from '../api/deliveries.ts';
import { EVENT_TYPES } from '../api/event-types.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';
import { endpointName } from '../components/endpoint-text.ts';
import { SearchInput } from '../components/search-input.tsx';
import { useEventTypeName } from '../events/event-type-text.tsx';
import { Choice } from './choice.tsx';
import { type FilterProps, hasFilters, NO_FILTERS } from './delivery-filters.ts';
import { TimeFilter } from './time-filter.tsx';

/** Everything the log can be narrowed by. */
export function FilterBar({
  filters,
  onChange,
  endpoints,
}: FilterProps & { endpoints: readonly WebhookEndpoint[] }) {
  const { t } = useTranslation('deliveryLog');
  return (
    <Box role="search" aria-label={t('filters.label')}>
      <SearchInput label={t('filters.search')} value={filters.q} onSearch={(q) => onChange({ q })} />
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="xs" mt="xs">
        <Choices filters={filters} onChange={onChange} endpoints={endpoints} />
        <TimeFilter filters={filters} onChange={onChange} />
      </SimpleGrid>
      {hasFilters(filters) ? (
        <Button
          mt="xs"
          size="compact-sm"
          variant="subtle"
          leftSection={<IconFilterOff size={14} aria-hidden />}
          onClick={() => onChange(NO_FILTERS)}
        >
          {t('filters.clear')}
        </Button>
      ) : null}
    </Box>
  );
}

function Choices({ filters, onChange, endpoints }: FilterProps & { endpoints: readonly WebhookEndpoint[] }) {
  const { t } = useTranslation(['deliveryLog', 'shell']);
  const typeName = useEventTypeName();
  return (
    <>
      <Choice
        label={t('filters.status')}
        any={t('filters.anyStatus')}
        value={filters.status}
        onChange={(status) => onChange({ status })}
        data={DELIVERY_STATUSES.map((value) => ({ value, label: t(`shell:deliveryStatus.${value}`) }))}
      />
      <Choice
        label={t('filters.type')}
        any={t('filters.anyType')}
        value={filters.type}
        onChange={(type) => onChange({ type })}
        data={EVENT_TYPES.map((value) => ({ value, label: typeName(value) }))}
      />
      <Choice
        label={t('filters.endpoint')}
        any={t('filters.anyEndpoint')}
        value={filters.endpoint_id}
        onChange={(endpoint_id) => onChange({ endpoint_id })}
        data={useEndpointChoices(endpoints, filters.endpoint_id)}
      />
      <Choice
        label={t('filters.mode')}
        any={t('filters.anyMode')}
        value={filters.mode}
        onChange={(mode) => onChange({ mode })}
        data={(['live', 'test'] as const).map((value) => ({ value, label: t(`filters.${value}`) }))}
      />
    </>
  );
}

/** The endpoints there are, and the one that is filtered by even when it is deleted. */
function useEndpointChoices(endpoints: readonly WebhookEndpoint[], chosen: string) {
  const { t } = useTranslation('deliveryLog');
  const choices = endpoints.map((endpoint) => ({ value: endpoint.id, label: endpointName(endpoint) }));
  if (chosen === '' || endpoints.some(({ id }) => id === chosen)) return choices;
  return [...choices, { value: chosen, label: t('filters.deletedEndpoint', { id: chosen.slice(-8) }) }];
}
