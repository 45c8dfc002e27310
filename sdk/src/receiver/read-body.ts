/** Above every event of the hub; a stranger's body must not fill the memory. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** The whole body; null when it is too large. Rejects when the sender goes away. */
export async function readBody(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return null;
    parts.push(chunk);
  }
  const body = new Uint8Array(length);
  let end = 0;
  for (const part of parts) {
    body.set(part, end);
    end += part.length;
  }
  return body;
}
