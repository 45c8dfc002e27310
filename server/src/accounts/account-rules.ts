import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import { EMAIL_LENGTH_MAX } from '../domain/mail.ts';
import type { PasswordReset } from './password-reset.ts';

/** NIST SP 800-63B, 3.1.1.2, where a second factor may be added. */
export const PASSWORD_LENGTH_MIN = 8;
/** A longer one would let a client buy time of our processor with its own. */
export const PASSWORD_LENGTH_MAX = 128;
const NAME_LENGTH_MAX = 500;

/** Trimmed; null when it can't be a dealer's name. */
export function parseName(value: unknown): string | null {
  if (typeof value !== 'string' || !value.isWellFormed()) return null;
  const name = value.trim();
  const isText = name !== '' && name.length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(name);
  return isText ? name : null;
}

function parseSignUp(body: Record<string, unknown>) {
  const name = parseName(body.name);
  if (name === null) {
    throw new APIError('BAD_REQUEST', {
      code: 'INVALID_NAME',
      message: `name must have 1 to ${NAME_LENGTH_MAX} characters on one line`,
    });
  }
  if (typeof body.email === 'string' && body.email.length > EMAIL_LENGTH_MAX) {
    throw new APIError('BAD_REQUEST', { code: 'INVALID_EMAIL', message: 'Invalid email' });
  }
  return { name };
}

/**
 * Our own rules, before better-auth applies its. What it returns as `context` wins over the client's fields, which
 * stay; anything else is the answer.
 */
export const rulesBefore = (passwordReset: PasswordReset | null) =>
  createAuthMiddleware(async (ctx) => {
    const body = ctx.body as Record<string, unknown> | undefined;
    if (body === undefined) return;
    if (ctx.path === '/sign-up/email') return { context: { body: parseSignUp(body) } };
    // Whoever else is signed in may be why the password is being changed.
    if (ctx.path === '/change-password') return { context: { body: { revokeOtherSessions: true } } };
    // Without a request it is our own call, which does the work.
    if (ctx.path === '/request-password-reset' && ctx.request !== undefined) {
      if (passwordReset !== null) return passwordReset.request(body.email);
      throw new APIError('BAD_REQUEST', {
        code: 'RESET_PASSWORD_DISABLED',
        message: 'This hub sends no e-mail. Ask its operator to reset your password.',
      });
    }
  });

export interface AccountChanges {
  /** Ends what is open for the user: links to reset the password, half-done sign-ins, trusted devices. */
  readonly forgetVerifications: (userId: string) => Promise<void>;
  readonly forgetHalfDoneSignIns: (userId: string) => Promise<void>;
}

/** Who does one of these wants nothing of before to count any more. */
const FRESH_STARTS = new Set(['/change-password', '/revoke-sessions', '/two-factor/disable']);

export const rulesAfter = (changes: AccountChanges) =>
  createAuthMiddleware(async (ctx) => {
    if (isAPIError(ctx.context.returned)) return;
    const user = (ctx.context.newSession ?? ctx.context.session)?.user;
    if (user === undefined) return;
    if (FRESH_STARTS.has(ctx.path)) await changes.forgetVerifications(user.id);
    // One at a time: the five tries of each could be taken all at once otherwise, ahead of the account's lock.
    if (ctx.path === '/sign-in/email') await changes.forgetHalfDoneSignIns(user.id);
  });
