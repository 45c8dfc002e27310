import { useTranslation } from 'react-i18next';

const UNITS = [
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** The larger unit that fits, rounded up. */
export function formatDuration(seconds: number, language: string): string {
  const [unit, unitSeconds] = UNITS.find(([, it]) => seconds >= it) ?? UNITS[2];
  const count = Math.max(1, Math.ceil(seconds / unitSeconds));
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** A duration in seconds as a text in the language of the page. */
export function useDurationText(): (seconds: number) => string {
  const { i18n } = useTranslation();
  return (seconds) => formatDuration(seconds, i18n.language);
}
