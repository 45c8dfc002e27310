import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEALTH_STATES, HEALTH_VERDICTS, judgeHealth } from '../../src/health/health-state.ts';
import { formatSuccessRate } from '../../src/health/success-rate.ts';
import { health } from '../../src/texts/en/health.ts';

const enabled = { is_enabled: true, disabled_reason: null };

describe('the health of an endpoint', () => {
  it.each([
    ['healthy', 'healthy', 0, 1],
    ['idle', 'healthy', 0, null],
    ['unsteady', 'healthy', 0, 0.98],
    ['unsteady', 'healthy', 4, 0.5],
    ['failing', 'probing', 5, 0.5],
    ['failing', 'probing', 9, null],
    ['paused', 'paused', 1, 0.5],
  ] as const)('is %s when the hub says %s, after %i failures in a row at a success rate of %s', (...row) => {
    const [state, stateOfHub, failures, rate] = row;
    const numbers = { state: stateOfHub, consecutive_failures: failures, success_rate: rate };
    const judged = judgeHealth(enabled, numbers);
    expect(judged).toEqual({ state, verdict: state });
  });

  it.each([
    ['manual', 'disabled'],
    ['gone', 'gone'],
    ['failing', 'disabled_by_hub'],
    [null, 'disabled'],
  ] as const)('is disabled, with the words for the reason %s', (disabled_reason, verdict) => {
    const endpoint = { is_enabled: false, disabled_reason };
    const judged = judgeHealth(endpoint, { state: 'disabled', consecutive_failures: 0, success_rate: 1 });
    expect(judged).toEqual({ state: 'disabled', verdict });
  });

  it('has words for each of its states', () => {
    expect(Object.keys(health.states).sort()).toEqual([...HEALTH_STATES].sort());
    expect(Object.keys(health.verdicts).sort()).toEqual([...HEALTH_VERDICTS].sort());
  });
});

it('a success rate is 100 % only when nothing failed, and 0 % only when everything did', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (rate) => {
      const text = formatSuccessRate(rate);
      expect(text === formatSuccessRate(1)).toBe(rate === 1);
      expect(text === formatSuccessRate(0)).toBe(rate === 0);
    }),
  );
});
