/** Why an attempt has no HTTP status; shown in the delivery log. */
export type FailureClass = 'timeout' | 'connection_refused' | 'dns' | 'tls' | 'protocol' | 'blocked_address';

/** A name that could not be looked up, or has no address. */
export class NameLookupError extends Error {
  override readonly name = 'NameLookupError';
}

/** A target that may not be dialled. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError';
}

const TIMEOUTS = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** No connection, or one that broke before a status line: the receiver's machine or network, not its answer. */
const CONNECTION_FAILURES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH'],
  ...[
    'ENETDOWN',
    'EADDRNOTAVAIL',
    'EACCES',
    'EPERM',
    'EINVAL',
    'EAFNOSUPPORT',
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
  ],
]);

/** OpenSSL's verification errors (`X509_V_ERR_…` without that prefix) as Node names them. */
const TLS_FAILURE =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_C|EPROTO$)/;

/** Each possible failure of an exchange is exactly one class; what is none of the others broke the protocol. */
export function classifyFailure(error: unknown): FailureClass {
  if (error instanceof NameLookupError) return 'dns';
  if (error instanceof BlockedAddressError) return 'blocked_address';
  const code = codeOf(error);
  if (TIMEOUTS.has(code)) return 'timeout';
  if (CONNECTION_FAILURES.has(code)) return 'connection_refused';
  if (TLS_FAILURE.test(code)) return 'tls';
  if (code === 'UND_ERR_SOCKET') return isBrokenAnswer(error) ? 'protocol' : 'connection_refused';
  return 'protocol';
}

/** undici gives one code to a connection that ended and to an answer it never asked for. */
function isBrokenAnswer(error: unknown): boolean {
  return error instanceof Error && /^bad (response|upgrade)/.test(error.message);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  // Several addresses were tried: the first one's failure stands for all.
  if (error instanceof AggregateError && !('code' in error)) return codeOf(error.errors[0]);
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
