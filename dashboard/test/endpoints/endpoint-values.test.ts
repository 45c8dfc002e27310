import { describe, expect, it } from 'vitest';
import { endpointValues, isRateLimit, toContent } from '../../src/endpoints/endpoint-values.ts';

describe('the form of an endpoint', () => {
  it('starts a new one with the defaults of the API', () => {
    expect(toContent({ ...endpointValues(null), url: ' https://a.example/hook ' })).toEqual({
      url: 'https://a.example/hook',
      description: null,
      events: ['*'],
      mode: 'all',
      skip_own_writes: false,
      rate_limit_per_second: 100,
      is_enabled: true,
    });
  });

  it('gives an endpoint back as it was when nothing is changed', () => {
    const endpoint = {
      url: 'https://a.example/hook',
      description: 'Shop',
      events: ['listing.*', 'order.received'],
      mode: 'test',
      skip_own_writes: true,
      rate_limit_per_second: 7,
      is_enabled: false,
    } as const;
    expect(toContent(endpointValues(endpoint))).toEqual(endpoint);
  });

  it.each([1, 10_000, '25'])('takes %s calls a second', (value) => {
    expect(isRateLimit(value)).toBe(true);
  });

  it.each([0, 10_001, 1.5, '', '-', -3])('refuses %s calls a second', (value) => {
    expect(isRateLimit(value)).toBe(false);
  });
});
