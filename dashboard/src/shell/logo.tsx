import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** The product's sign, which leads to the overview; the name is left out where there is no room, unless it is asked for. */
export function Logo({ withName = false }: { withName?: boolean }) {
  const { t } = useTranslation();
  return (
    <Group
      component={Link}
      // biome-ignore lint/suspicious/noExplicitAny: Group is polymorphic, its types don't follow the component
      {...({ to: '/', 'aria-label': t('product') } as any)}
      gap="xs"
      wrap="nowrap"
      style={{ textDecoration: 'none', color: 'inherit' }}
    >
      <img src="/favicon.svg" width={28} height={28} alt="" />
      <Text fw={650} component="span" {...(withName ? {} : { visibleFrom: 'md' })}>
        {t('product')}
      </Text>
    </Group>
  );
}
