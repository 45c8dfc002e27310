import { useIntersection } from '@mantine/hooks';
import { type FocusEvent, useState } from 'react';

/** Whether somebody reads a region: the pointer or the focus is in it, or its top was scrolled away. */
export function useReading() {
  const [hasPointer, setPointer] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const { ref: topRef, entry } = useIntersection<HTMLDivElement>();
  const isScrolled = entry !== null && !entry.isIntersecting && entry.boundingClientRect.top < 0;
  return {
    isReading: hasPointer || hasFocus || isScrolled,
    /** Of an empty element above the region. */
    topRef,
    regionProps: {
      onPointerEnter: () => setPointer(true),
      onPointerLeave: () => setPointer(false),
      onFocus: () => setFocus(true),
      onBlur: (event: FocusEvent<HTMLElement>) =>
        setFocus(event.currentTarget.contains(event.relatedTarget as Node | null)),
    },
  };
}
