import { ActionIcon, Badge, Card, Group, Stack, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListingForm } from './listing-form-context.ts';
import type { PhotoValues } from './listing-values.ts';
import { Thumbnail } from './thumbnail.tsx';

interface PhotoRowProps {
  readonly form: ListingForm;
  readonly photo: PhotoValues;
  readonly index: number;
  readonly count: number;
  readonly onMove: (from: number, to: number) => void;
}

const DRAGGED = 'application/x-photo-index';

/** Takes another photo of this list that is dropped on it. */
function useDropTarget(index: number, onMove: PhotoRowProps['onMove']) {
  const [isOver, setOver] = useState(false);
  const isPhoto = (event: DragEvent) => event.dataTransfer.types.includes(DRAGGED);
  return {
    isOver,
    dropProps: {
      onDragOver: (event: DragEvent) => {
        if (!isPhoto(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (!isPhoto(event)) return;
        event.preventDefault();
        onMove(Number(event.dataTransfer.getData(DRAGGED)), index);
      },
    },
  };
}

export function PhotoRow({ form, photo, index, count, onMove }: PhotoRowProps) {
  const { t } = useTranslation('inventory');
  const { isOver, dropProps } = useDropTarget(index, onMove);
  const number = index + 1;
  return (
    <Card
      component="li"
      withBorder
      padding="xs"
      {...dropProps}
      {...(isOver ? { bg: 'var(--mantine-primary-color-light)' } : {})}
    >
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <Stack gap={4} align="center" style={{ flexShrink: 0 }}>
          <Thumbnail url={photo.url.trim()} size={72} alt={photo.alt || t('photos.preview', { number })} />
          {index === 0 ? (
            <Badge size="sm" variant="light">
              {t('photos.cover')}
            </Badge>
          ) : null}
        </Stack>
        <Stack gap="xs" style={{ flex: 1, minWidth: 0 }}>
          <TextInput
            aria-label={t('photos.url', { number })}
            maxLength={2_048}
            {...form.getInputProps(`photos.${index}.url`)}
          />
          <TextInput
            aria-label={t('photos.alt', { number })}
            placeholder={t('photos.altHint')}
            maxLength={500}
            {...form.getInputProps(`photos.${index}.alt`)}
          />
        </Stack>
        <PhotoButtons form={form} index={index} count={count} onMove={onMove} />
      </Group>
    </Card>
  );
}

function PhotoButtons({ form, index, count, onMove }: Omit<PhotoRowProps, 'photo'>) {
  const { t } = useTranslation('inventory');
  const number = index + 1;
  // Not `disabled`: a button that moved its photo to the end must keep the focus.
  const end = (isEnd: boolean) => (isEnd ? { 'data-disabled': true, 'aria-disabled': true } : {});
  const common = { variant: 'subtle', color: 'gray', size: 'sm' } as const;
  return (
    <Stack gap={2}>
      <ActionIcon
        {...common}
        {...end(index === 0)}
        aria-label={t('photos.up', { number })}
        onClick={() => onMove(index, index - 1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        {...common}
        {...end(index === count - 1)}
        aria-label={t('photos.down', { number })}
        onClick={() => onMove(index, index + 1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon
        {...common}
        color="red"
        aria-label={t('photos.remove', { number })}
        onClick={() => form.removeListItem('photos', index)}
      >
        <IconTrash size={16} />
      </ActionIcon>
      <ActionIcon
        {...common}
        component="span"
        draggable
        aria-hidden
        title={t('photos.drag', { number })}
        style={{ cursor: 'grab' }}
        onDragStart={(event: DragEvent) => event.dataTransfer.setData(DRAGGED, String(index))}
      >
        <IconGripVertical size={16} />
      </ActionIcon>
    </Stack>
  );
}
