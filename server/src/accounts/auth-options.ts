import type { BetterAuthOptions } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { newId } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { deleteHalfDoneSignIns, deleteUserVerifications } from '../storage/user-verifications.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, rulesAfter, rulesBefore } from './account-rules.ts';
import { AUTH_TABLES, TWO_FACTOR_TABLES } from './auth-tables.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';
import { type PasswordReset, RESET_LINK_HOURS } from './password-reset.ts';
import { trustedOrigins } from './trusted-origins.ts';

export const AUTH_BASE_PATH = '/api/auth';

/** From one address (IPv6: /64) within a minute, each kind apart. */
export const SIGN_INS_PER_MINUTE = 30;
export const SIGN_UPS_PER_MINUTE = 60;
export const RESETS_PER_MINUTE = 10;

/** Wrong codes in a row, at sign-in, until the account takes none for an hour: at most 240 guesses a day. */
export const WRONG_CODES_MAX = 10;

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

const limit = (max: number) => ({ window: MINUTE_S, max });

const ADDRESS_LIMITS = {
  // By itself it is on in production only, and a process of ours has no such mode.
  enabled: true,
  storage: 'database',
  ...limit(120),
  customRules: {
    '/sign-in/email': limit(SIGN_INS_PER_MINUTE),
    '/sign-up/email': limit(SIGN_UPS_PER_MINUTE),
    '/change-password': limit(SIGN_INS_PER_MINUTE),
    '/request-password-reset': limit(RESETS_PER_MINUTE),
    '/reset-password': limit(SIGN_INS_PER_MINUTE),
    // Each takes a code or the password.
    '/two-factor/*': limit(SIGN_INS_PER_MINUTE),
    // Reads one row by its key: cheaper than counting it.
    '/get-session': false,
  },
} as const;

export interface AuthSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** The first signs cookies and encrypts; the others still decrypt second factors. */
  readonly secrets: readonly { readonly version: number; readonly value: string }[];
  readonly allowSignUp: boolean;
  readonly onUserCreated: (userId: string) => Promise<unknown>;
  /** Null = no e-mail is sent. */
  readonly passwordReset: PasswordReset | null;
  readonly onLog: (level: 'warn' | 'error', message: string, fields: object) => void;
}

export function authOptions(settings: AuthSettings): BetterAuthOptions {
  const { rateLimit, ...tables } = AUTH_TABLES;
  const { kysely } = settings.database;
  const forgetVerifications = (userId: string) => deleteUserVerifications(kysely, userId);
  return {
    ...tables,
    appName: 'WatchTraderHub',
    baseURL: settings.publicUrl,
    basePath: AUTH_BASE_PATH,
    trustedOrigins: trustedOrigins(settings.publicUrl),
    // The list form: with `secret` alone, a BETTER_AUTH_SECRETS in the environment would win.
    secrets: [...settings.secrets],
    database: { db: kysely, type: 'postgres', transaction: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: !settings.allowSignUp,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_LINK_HOURS * HOUR_S,
      onPasswordReset: ({ user }) => forgetVerifications(user.id),
      ...sendResetPassword(settings.passwordReset),
    },
    // Whoever reads the database finds no link that works.
    verification: {
      ...tables.verification,
      storeIdentifier: { default: 'plain', overrides: { 'reset-password:': 'hashed' } },
    },
    session: { ...tables.session, expiresIn: 7 * DAY_S, updateAge: DAY_S, freshAge: DAY_S },
    rateLimit: { ...rateLimit, ...ADDRESS_LIMITS },
    plugins: [
      twoFactor({
        schema: TWO_FACTOR_TABLES,
        backupCodeOptions: { storeBackupCodes: 'encrypted' },
        accountLockout: { maxFailedAttempts: WRONG_CODES_MAX, durationSeconds: HOUR_S },
      }),
    ],
    advanced: {
      cookiePrefix: 'wth',
      useSecureCookies: settings.publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => newId(settings.clock()) },
      // Both are off by default under NODE_ENV=test.
      disableCSRFCheck: false,
      disableOriginCheck: false,
    },
    hooks: {
      before: rulesBefore(settings.passwordReset),
      after: rulesAfter({
        forgetVerifications,
        forgetHalfDoneSignIns: (userId) => deleteHalfDoneSignIns(kysely, userId),
      }),
    },
    databaseHooks: {
      user: {
        create: {
          // A client may send one, but nothing checks or shows it.
          before: async () => ({ data: { image: null } }),
          // Runs after the commit; what a crash leaves undone here, `findSession` makes up for.
          after: async (user) => void (await settings.onUserCreated(user.id)),
        },
      },
    },
    logger: { level: 'warn', disableColors: true, log: logInto(settings.onLog) },
    // A refusal still becomes an answer; anything else reaches the HTTP layer, which logs it.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
  };
}

/** Without it, better-auth's route refuses. */
function sendResetPassword(passwordReset: PasswordReset | null) {
  if (passwordReset === null) return {};
  return {
    sendResetPassword: ({ user, token }: { user: { id: string; email: string }; token: string }) =>
      passwordReset.sendLink({ userId: user.id, email: user.email, token }),
  };
}

/** better-auth's own "error" includes foreign origins, which anybody can cause. */
function logInto(onLog: AuthSettings['onLog']) {
  return (_level: string, message: string, ...details: unknown[]): void => {
    const error = details.find((detail) => detail instanceof Error);
    // Not the error itself: PostgreSQL's carry the row's values.
    if (error) onLog('error', message, { error: error.name, reason: error.message, stack: error.stack });
    else onLog('warn', message, {});
  };
}
