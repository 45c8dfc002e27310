import { Button, Stack, Text, Textarea, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormSection } from './form-section.tsx';
import { type ListingForm, useFieldInput, useListingFormContext } from './listing-form-context.ts';
import { newPhoto, type PhotoValues } from './listing-values.ts';
import { PhotoRow } from './photo-row.tsx';

/** Photos by address, in the order channels show them. */
export function PhotosSection() {
  const { t } = useTranslation('inventory');
  const { values, errors } = useListingFormContext();
  const wrong = values.photos.map((_, index) => errors[`photos.${index}.url`]).join('\n');
  return useFieldInput('photos', [wrong], (form) => (
    <FormSection title={t('sections.photos')} text={t('sections.photosText')} columns={1}>
      <PhotoList form={form} />
      <AddPhotos onAdd={(added) => form.setFieldValue('photos', (photos) => [...photos, ...added])} />
    </FormSection>
  ));
}

function PhotoList({ form }: { form: ListingForm }) {
  const { t } = useTranslation('inventory');
  const [said, setSaid] = useState('');
  const { photos } = form.values;
  const move = (from: number, to: number) => {
    if (from === to || to < 0 || to >= photos.length) return;
    form.reorderListItem('photos', { from, to });
    setSaid(t('photos.moved', { number: to + 1 }));
  };
  return (
    <>
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
      {photos.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('photos.none')}
        </Text>
      ) : (
        <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
          {photos.map((photo, index) => (
            <PhotoRow
              key={photo.key}
              form={form}
              photo={photo}
              index={index}
              count={photos.length}
              onMove={move}
            />
          ))}
        </Stack>
      )}
    </>
  );
}

/** Takes several addresses at once, as they are copied from elsewhere. */
function AddPhotos({ onAdd }: { onAdd: (photos: PhotoValues[]) => void }) {
  const { t } = useTranslation('inventory');
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const add = () => {
    const urls = text.split(/\s+/).filter((part) => part !== '');
    const wrong = urls.find((url) => !/^https?:\/\//i.test(url) || !URL.canParse(url));
    setError(wrong === undefined ? null : t('photos.notAddress', { text: wrong }));
    if (wrong !== undefined || urls.length === 0) return;
    onAdd(urls.map((url) => newPhoto(url)));
    setText('');
  };
  return (
    <Stack gap="xs" align="flex-start">
      <Textarea
        label={t('photos.addLabel')}
        description={t('photos.addHint')}
        autosize
        minRows={1}
        maxRows={6}
        w="100%"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={error}
      />
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={add}
        disabled={text.trim() === ''}
      >
        {t('photos.add')}
      </Button>
    </Stack>
  );
}
