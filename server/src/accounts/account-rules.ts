import { APIError, createAuthMiddleware } from 'better-auth/api';

/** NIST SP 800-63B, 3.1.1.2, where a second factor may be added. */
export const PASSWORD_LENGTH_MIN = 8;
/** A longer one would let a client buy time of our processor with its own. */
export const PASSWORD_LENGTH_MAX = 128;
const NAME_LENGTH_MAX = 500;
/** RFC 5321, 4.5.3.1.3, less the angle brackets. */
const EMAIL_LENGTH_MAX = 254;

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

/** Our own rules, before better-auth applies its. What it returns wins over the client's fields, which stay. */
export const accountRules = createAuthMiddleware(async (ctx) => {
  const body = ctx.body as Record<string, unknown> | undefined;
  if (body === undefined) return;
  if (ctx.path === '/sign-up/email') return { context: { body: parseSignUp(body) } };
  // Whoever else is signed in may be why the password is being changed.
  if (ctx.path === '/change-password') return { context: { body: { revokeOtherSessions: true } } };
});
