import { Center } from '@mantine/core';
import { IconDeviceWatch } from '@tabler/icons-react';
import { useState } from 'react';

interface ThumbnailProps {
  /** Null = no photo. */
  readonly url: string | null;
  /** Of each side, in pixels; the place is kept while the picture loads. */
  readonly size?: number;
  /** What it shows; left out where the text beside it says so. */
  readonly alt?: string;
}

/** The page's security policy shows pictures over https alone. */
const isShowable = (url: string | null): url is string => url !== null && /^https:\/\//i.test(url);

/** A small square picture, or a watch where there is none or it can't be loaded. */
export function Thumbnail({ url, size = 44, alt = '' }: ThumbnailProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const isShown = isShowable(url) && url !== failed;
  return (
    <Center
      w={size}
      h={size}
      bg="var(--mantine-color-default-hover)"
      c="dimmed"
      style={{ flexShrink: 0, overflow: 'hidden', borderRadius: 'var(--mantine-radius-sm)' }}
    >
      {isShown ? (
        <img
          src={url}
          alt={alt}
          width={size}
          height={size}
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          style={{ objectFit: 'cover' }}
          onError={() => setFailed(url)}
        />
      ) : (
        <IconDeviceWatch size={size * 0.55} stroke={1.25} aria-hidden />
      )}
    </Center>
  );
}
