/** SQLSTATE classes and codes after which the same request can succeed a moment later. */
const RETRYABLE_SQLSTATE = /^(08...|53...|57P0[1-5]|57014|25P03|25006|40001|40P01|55P03)$/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** The driver and its pool throw these without a code. */
const DRIVER_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout/;

/** Whether the database is away or overloaded, rather than the request or our code at fault. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof AggregateError) return error.errors.every(isDatabaseOutage);
  if (typeof code === 'string') {
    // ENOENT: the Unix socket of a server that is being restarted.
    return (
      RETRYABLE_SQLSTATE.test(code) || NETWORK_CODES.has(code) || (code === 'ENOENT' && syscall === 'connect')
    );
  }
  // Accounts wrap what the database says.
  return DRIVER_MESSAGES.test(error.message) || isDatabaseOutage(error.cause);
}
