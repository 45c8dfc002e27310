/** What a command could not do, in words for who typed it. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
}

/** The command line itself is wrong. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
}
