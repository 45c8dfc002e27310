import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Integration } from '../../src/api/shapes.ts';
import { goLiveChecklist } from '../../src/integration/go-live.ts';
import { curlSamples, SET_KEY } from '../../src/setup/curl-samples.ts';
import { doneSteps, SETUP_STEPS, stepToResume, toStep } from '../../src/setup/setup-step.ts';

const setup = fc.record({
  api_key_created: fc.boolean(),
  webhook_configured: fc.boolean(),
  webhook_verified: fc.boolean(),
  is_live: fc.boolean(),
});

describe('the set-up', () => {
  it('goes on at the first step that is not done, and at the last when all are', () => {
    fc.assert(
      fc.property(setup, (state) => {
        const done = doneSteps(state);
        const step = stepToResume(state);
        const before = SETUP_STEPS.slice(0, SETUP_STEPS.indexOf(step));
        expect(before.every((it) => done.has(it))).toBe(true);
        expect(done.has(step)).toBe(done.size === SETUP_STEPS.length);
      }),
    );
  });

  it('knows its steps by name and no others', () => {
    expect(SETUP_STEPS.map(toStep)).toEqual(SETUP_STEPS);
    expect(toStep('unknown')).toBeNull();
    expect(toStep('')).toBeNull();
  });

  it('writes commands for this hub that never hold a key, each POST with its Idempotency-Key', () => {
    const samples = Object.values(curlSamples('https://hub.example.com'));
    for (const sample of samples) {
      expect(sample).toContain('https://hub.example.com/api/v1/');
      expect(sample).toContain('"Authorization: Bearer $WTH_KEY"');
      expect(sample.includes('Idempotency-Key')).toBe(sample.includes('-X POST'));
    }
    expect(`${samples}${SET_KEY}`).not.toMatch(/wth_[0-9A-Za-z]/);
  });
});

describe('the checklist of going live', () => {
  const state = (change: object) =>
    ({
      api_keys: [{ mode: 'live', status: 'active' }],
      webhook_endpoints: [{ is_enabled: true, mode: 'all' }],
      setup: { api_key_created: true, webhook_configured: true, webhook_verified: true, is_live: false },
      ...change,
    }) as unknown as Integration;
  const open = (integration: Integration) =>
    goLiveChecklist(integration)
      .filter(({ isDone }) => !isDone)
      .map(({ item }) => item);

  it('has nothing open when all is done', () => {
    expect(open(state({}))).toEqual([]);
  });

  it('counts only live keys that work, and endpoints that hear of live events', () => {
    expect(open(state({ api_keys: [{ mode: 'live', status: 'revoked' }] }))).toEqual(['live_key']);
    expect(open(state({ api_keys: [{ mode: 'test', status: 'active' }] }))).toEqual(['live_key']);
    expect(open(state({ webhook_endpoints: [{ is_enabled: true, mode: 'test' }] }))).toEqual(['endpoint']);
    expect(open(state({ webhook_endpoints: [{ is_enabled: false, mode: 'all' }] }))).toEqual(['endpoint']);
  });

  it('asks for a key and a ping that came back', () => {
    const nothing = { api_key_created: false, webhook_configured: true, webhook_verified: false };
    expect(open(state({ setup: nothing }))).toEqual(['api_key', 'ping']);
  });
});
