import { Anchor, Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../api/shapes.ts';
import { DetailList } from '../components/detail-list.tsx';
import { SectionCard } from '../components/section-card.tsx';
import { TimeText } from '../components/time-text.tsx';

const LANGUAGES = new Intl.DisplayNames(undefined, { type: 'language', fallback: 'code' });

/** The language's name for a BCP 47 tag; the text itself when it is none. */
function languageName(tag: string): string {
  try {
    return LANGUAGES.of(tag) ?? tag;
  } catch {
    // Platforms send what they have; the hub keeps it as it came.
    return tag;
  }
}

/** How to reach a customer, and whether one may. */
export function ContactCard({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers');
  const { email, phone, company, vat_number, locale, marketing_consent } = customer;
  const consent =
    marketing_consent === null ? 'consentUnknown' : marketing_consent ? 'consentGiven' : 'consentRefused';
  return (
    <SectionCard title={t('detail.contact')}>
      <DetailList
        details={[
          {
            label: t('detail.email'),
            value: email === null ? null : <Anchor href={`mailto:${email}`}>{email}</Anchor>,
            copy: email,
          },
          {
            label: t('detail.phone'),
            value: phone === null ? null : <Anchor href={`tel:${phone}`}>{phone}</Anchor>,
            copy: phone,
          },
          { label: t('detail.company'), value: company },
          { label: t('detail.vatNumber'), value: vat_number },
          { label: t('detail.locale'), value: locale === null ? null : languageName(locale) },
          { label: t('detail.consent'), value: t(`detail.${consent}`) },
        ]}
      />
    </SectionCard>
  );
}

/** What other systems know a customer by. */
export function IdsCard({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers');
  const { id, external_id, created_at, updated_at } = customer;
  return (
    <SectionCard title={t('detail.ids')}>
      <DetailList
        details={[
          { label: t('detail.id'), value: <Code>{id}</Code>, copy: id },
          {
            label: t('detail.externalId'),
            value: external_id === null ? null : <Code>{external_id}</Code>,
            copy: external_id,
          },
          { label: t('detail.createdAt'), value: <TimeText value={created_at} /> },
          { label: t('detail.updatedAt'), value: <TimeText value={updated_at} /> },
        ]}
      />
    </SectionCard>
  );
}
