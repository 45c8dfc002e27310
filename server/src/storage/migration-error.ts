/** Why the database can't be brought to this build's schema; the message is written for the operator. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}
