/** A mail that could not be sent. Names no address, so it may be logged. */
export class MailError extends Error {
  override readonly name = 'MailError';
}
