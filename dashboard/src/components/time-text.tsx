import { useTranslation } from 'react-i18next';

const DATE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const PRECISE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

interface TimeTextProps {
  /** RFC 3339; null shows a dash. */
  readonly value: string | null;
  /** `relative`: "3 minutes ago"; `precise`: with seconds. */
  readonly as?: 'date-time' | 'precise' | 'relative';
  /** What `relative` counts from; by default the moment it is drawn. */
  readonly nowMs?: number;
}

/** A time in the reader's zone and language, in UTC on hover. */
export function TimeText({ value, as = 'date-time', nowMs }: TimeTextProps) {
  const { t } = useTranslation();
  if (value === null) return <>{t('none')}</>;
  const date = new Date(value);
  const utc = t('time.utc', { time: value.slice(0, 19).replace('T', ' ') });
  return (
    <time dateTime={value} title={utc} className="tabular">
      {as === 'relative'
        ? formatRelative(date.getTime(), nowMs ?? Date.now())
        : (as === 'precise' ? PRECISE : DATE_TIME).format(date)}
    </time>
  );
}

/** A time as a text, in the reader's zone and language. @param value RFC 3339 */
export function formatDateTime(value: string): string {
  return DATE_TIME.format(new Date(value));
}

/** "3 minutes ago" or "in 2 hours", in the reader's language. */
export function formatRelative(timeMs: number, nowMs: number): string {
  const differenceMs = timeMs - nowMs;
  const [unit, unitMs] = UNITS.find(([, ms]) => Math.abs(differenceMs) >= ms) ?? UNITS[3];
  return RELATIVE.format(Math.round(differenceMs / unitMs), unit);
}
