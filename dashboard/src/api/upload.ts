import { NetworkError } from './api-error.ts';
import { toApiError } from './request.ts';

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

const asResponse = (call: XMLHttpRequest): Response =>
  new Response(null, {
    status: call.status,
    statusText: call.statusText,
    headers: { 'x-request-id': call.getResponseHeader('x-request-id') ?? '' },
  });

/**
 * Posts a form and tells how much of it has left. By XMLHttpRequest, since `fetch` can't tell.
 * @throws ApiError, NetworkError; an `AbortError` when the signal ends it
 */
export function uploadForm<T>(
  url: string,
  form: FormData,
  { onProgress, signal }: { onProgress: (progress: UploadProgress) => void; signal: AbortSignal },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.upload.onprogress = ({ loaded, total }) => onProgress({ sentBytes: loaded, totalBytes: total });
    call.onload = () => {
      if (call.status < 400) resolve(JSON.parse(call.responseText) as T);
      else reject(toApiError(asResponse(call), call.responseText));
    };
    call.onerror = () => reject(new NetworkError('The hub can not be reached.'));
    call.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
    signal.addEventListener('abort', () => call.abort(), { once: true });
    call.open('POST', url);
    call.send(form);
  });
}
