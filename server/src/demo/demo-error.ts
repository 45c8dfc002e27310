/** The demo can't go on; the message is written for who watches it. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
