import { expect, it } from 'vitest';
import { formatDuration } from '../../src/replays/duration-text.ts';

it.each([
  [0.02, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [61, '2 minutes'],
  [3_600, '1 hour'],
  [9_000, '3 hours'],
])('%d s are about %s', (seconds, text) => {
  expect(formatDuration(seconds, 'en')).toBe(text);
});
