import { SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useUser } from '../api/session.ts';
import { AccountSection } from './account-section.tsx';

export function ProfileSection() {
  const { t } = useTranslation('account');
  const { name, email } = useUser();
  return (
    <AccountSection title={t('page.profile')} text={t('page.profileText')}>
      <SimpleGrid component="dl" cols={{ base: 1, xs: 2 }} m={0}>
        <Fact label={t('page.name')} value={name} />
        <Fact label={t('fields.email')} value={email} />
      </SimpleGrid>
    </AccountSection>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
    </div>
  );
}
