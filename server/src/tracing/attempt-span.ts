import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
} from '@opentelemetry/semantic-conventions';
import { formatEventId } from '../domain/ids.ts';
import type { DueDelivery } from '../storage/due-deliveries.ts';
import type { NewAttempt } from '../storage/settle-deliveries.ts';
import { parentOf } from './parent-context.ts';

/** A child of the write that made the event; days may lie between them. The receiver's URL is its dealer's affair. */
export function startAttemptSpan(
  tracer: Tracer,
  delivery: DueDelivery,
): (attempt: NewAttempt | null) => void {
  const attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: 'POST',
    'wth.event.id': formatEventId(delivery.event_id),
    'wth.event.type': delivery.event_type,
    'wth.delivery.id': delivery.id,
    'wth.delivery.attempt': delivery.attempt_count + 1,
  };
  const span = tracer.startSpan(
    `deliver ${delivery.event_type}`,
    { kind: SpanKind.CLIENT, attributes },
    parentOf(delivery.trace_context),
  );
  return (attempt) => {
    describe(span, attempt);
    span.end();
  };
}

function describe(span: Span, attempt: NewAttempt | null): void {
  const status = attempt?.httpStatus ?? null;
  if (status !== null) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
  if (status !== null && status >= 200 && status < 300) return;
  const errorType = attempt === null ? 'aborted' : (attempt.error ?? String(status));
  span.setAttribute(ATTR_ERROR_TYPE, errorType).setStatus({ code: SpanStatusCode.ERROR });
}
