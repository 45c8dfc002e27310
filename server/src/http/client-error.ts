import type { Socket } from 'node:net';
import { ApiError } from '../domain/api-error.ts';
import { errorEnvelope } from '../domain/error-envelope.ts';
import { newRequestId } from '../domain/ids.ts';
import { CURRENT_API_VERSION } from '../domain/plans.ts';

/** Node's parser gave up before there was a request; statuses of RFC 9110 and RFC 6585. */
function explain(code: string | undefined): { status: string; error: ApiError } {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = 'The request line and headers are too large: at most 16 KiB.';
    return {
      status: '431 Request Header Fields Too Large',
      error: new ApiError('payload_too_large', { message }),
    };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const message = 'The request did not arrive completely in time.';
    return { status: '408 Request Timeout', error: new ApiError('invalid_parameter', { message }) };
  }
  const message = 'This is not a valid HTTP/1.1 request.';
  return { status: '400 Bad Request', error: new ApiError('invalid_parameter', { message }) };
}

/** Writes the error envelope by hand: there is no response object yet. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = newRequestId();
  const { status, error: refusal } = explain(error.code);
  const body = JSON.stringify(errorEnvelope(refusal, publicUrl, requestId));
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      `X-API-Version: ${CURRENT_API_VERSION}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
