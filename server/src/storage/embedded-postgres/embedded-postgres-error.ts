/** Why the embedded PostgreSQL can't serve; the message is written for the operator. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}
