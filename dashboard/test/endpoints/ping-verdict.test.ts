import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/api/shapes.ts';
import { pingVerdict } from '../../src/endpoints/ping-verdict.ts';

const attempt = (answer: Pick<Attempt, 'http_status' | 'error'>): Attempt => ({
  number: 1,
  started_at: '2026-05-07T12:00:00.000000Z',
  duration_ms: 12,
  request_headers: {},
  response_headers: null,
  response_preview: null,
  ...answer,
});
const answered = (http_status: number) => attempt({ http_status, error: null });

describe('a ping', () => {
  it('waits while nothing has been tried, and was cancelled when it ended so', () => {
    expect(pingVerdict({ status: 'pending', attempts: [] })).toBe('waiting');
    expect(pingVerdict({ status: 'cancelled', attempts: [] })).toBe('cancelled');
  });

  it.each([200, 202, 204, 299])('was received with %i', (status) => {
    expect(pingVerdict({ status: 'delivered', attempts: [answered(status)] })).toBe('received');
  });

  it.each([301, 308, 400, 404, 410, 500, 503, 101])('was refused with %i', (status) => {
    expect(pingVerdict({ status: 'pending', attempts: [answered(status)] })).toBe('refused');
  });

  it('was refused when no answer came', () => {
    const failed = attempt({ http_status: null, error: 'timeout' });
    expect(pingVerdict({ status: 'pending', attempts: [failed] })).toBe('refused');
  });

  it('is judged by its last attempt', () => {
    expect(pingVerdict({ status: 'delivered', attempts: [answered(500), answered(200)] })).toBe('received');
  });
});
