/** The file as a whole can't be imported; the message tells the dealer why and what to do. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
}
