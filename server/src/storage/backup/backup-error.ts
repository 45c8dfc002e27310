/** Why a backup can't be made or restored; the message is written for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
