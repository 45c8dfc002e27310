import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from '@opentelemetry/semantic-conventions';
import type { RequestHead, RequestObservation } from '../http/plugins/observation.ts';
import { parentOf, traceparentOf } from './parent-context.ts';

const NOT_TRACED: RequestObservation = { traceparent: null, end() {} };

/** Spans of API calls: no pages and files, no probes, and no streams, which last for days. Nothing names a person. */
export function startRequestSpan(tracer: Tracer, head: RequestHead): RequestObservation {
  const { id, method, route, isStream } = head;
  if (route === null || !route.startsWith('/api/') || isStream) return NOT_TRACED;
  const attributes = { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_HTTP_ROUTE]: route, 'wth.request.id': id };
  const span = tracer.startSpan(
    `${method} ${route}`,
    { kind: SpanKind.SERVER, attributes },
    parentOf(head.traceparent),
  );
  return {
    traceparent: traceparentOf(span),
    end({ status, errorCode }) {
      if (!span.isRecording()) return;
      if (status !== null) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
      const errorType = status === null ? 'client_disconnected' : errorCode;
      if (errorType !== null) span.setAttribute(ATTR_ERROR_TYPE, errorType);
      if (status !== null && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
