import { describe, expect, it } from 'vitest';
import { endpointText } from '../../src/components/endpoint-text.ts';
import { refreshMs } from '../../src/delivery-log/refresh-period.ts';

describe('an endpoint in short', () => {
  it.each([
    ['https://shop.example/hooks/wth?token=1', 'shop.example/hooks/wth'],
    ['https://shop.example', 'shop.example'],
    ['http://127.0.0.1:8080/', '127.0.0.1:8080'],
    ['no address', 'no address'],
  ])('of %s is %s', (url, text) => expect(endpointText(url)).toBe(text));
});

describe('an open delivery', () => {
  const now = Date.parse('2026-05-07T12:00:00Z');
  const due = (next_attempt_at: string | null) => refreshMs({ status: 'pending', next_attempt_at }, now);

  it('is renewed fastest while an attempt is due, and slowest once it is finished', () => {
    const [atWork, soon] = [due('2026-05-07T12:00:03Z'), due('2026-05-07T13:00:00Z')];
    const quiet = refreshMs({ status: 'delivered', next_attempt_at: null }, now);
    expect(due(null)).toBe(atWork);
    expect(due('2026-05-07T11:00:00Z')).toBe(atWork);
    expect(atWork).toBeLessThan(soon);
    expect(soon).toBeLessThan(quiet);
  });
});
