/** Why a command can't do what it was asked for; the message is written for the operator. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
