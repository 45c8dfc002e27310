/** Where better-auth looks for the client's address; `withClientAddress` alone writes it. */
export const CLIENT_ADDRESS_HEADER = 'x-wth-client-ip';

const UNTRUSTED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * The request with the address that the server found out, whatever headers the client sent.
 * @param address of the socket, or of the client behind a trusted proxy
 */
export function withClientAddress(request: Request, address: string): Request {
  const headers = new Headers(request.headers);
  for (const name of UNTRUSTED) headers.delete(name);
  headers.set(CLIENT_ADDRESS_HEADER, address);
  return new Request(request, { headers });
}
