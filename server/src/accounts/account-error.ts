/** Why an account can't be made or changed; the message is written for the operator. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
}
