import type { BetterAuthOptions } from 'better-auth';
import { newId } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { accountRules, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './account-rules.ts';
import { AUTH_TABLES } from './auth-tables.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';
import { trustedOrigins } from './trusted-origins.ts';

export const AUTH_BASE_PATH = '/api/auth';

/** From one address (IPv6: /64) within a minute, each kind apart. */
export const SIGN_INS_PER_MINUTE = 30;
export const SIGN_UPS_PER_MINUTE = 60;

const MINUTE_S = 60;
const DAY_S = 86_400;

export interface AuthSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Signs the session cookies. */
  readonly secret: string;
  readonly allowSignUp: boolean;
  readonly onUserCreated: (userId: string) => Promise<unknown>;
  readonly onLog: (level: 'warn' | 'error', message: string, fields: object) => void;
}

export function authOptions(settings: AuthSettings): BetterAuthOptions {
  const { rateLimit, ...tables } = AUTH_TABLES;
  return {
    ...tables,
    appName: 'WatchTraderHub',
    baseURL: settings.publicUrl,
    basePath: AUTH_BASE_PATH,
    trustedOrigins: trustedOrigins(settings.publicUrl),
    // The list form: with `secret` alone, a BETTER_AUTH_SECRETS in the environment would win.
    secrets: [{ version: 1, value: settings.secret }],
    database: { db: settings.database.kysely, type: 'postgres', transaction: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: !settings.allowSignUp,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
    },
    session: { ...tables.session, expiresIn: 7 * DAY_S, updateAge: DAY_S, freshAge: DAY_S },
    rateLimit: {
      ...rateLimit,
      // By itself it is on in production only, and a process of ours has no such mode.
      enabled: true,
      storage: 'database',
      window: MINUTE_S,
      max: 120,
      customRules: {
        '/sign-in/email': { window: MINUTE_S, max: SIGN_INS_PER_MINUTE },
        '/sign-up/email': { window: MINUTE_S, max: SIGN_UPS_PER_MINUTE },
        '/change-password': { window: MINUTE_S, max: SIGN_INS_PER_MINUTE },
        // Reads one row by its key: cheaper than counting it.
        '/get-session': false,
      },
    },
    advanced: {
      cookiePrefix: 'wth',
      useSecureCookies: settings.publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => newId(settings.clock()) },
      // Both are off by default under NODE_ENV=test.
      disableCSRFCheck: false,
      disableOriginCheck: false,
    },
    hooks: { before: accountRules },
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

/** better-auth's own "error" includes foreign origins, which anybody can cause. */
function logInto(onLog: AuthSettings['onLog']) {
  return (_level: string, message: string, ...details: unknown[]): void => {
    const error = details.find((detail) => detail instanceof Error);
    // Not the error itself: PostgreSQL's carry the row's values.
    if (error) onLog('error', message, { error: error.name, reason: error.message, stack: error.stack });
    else onLog('warn', message, {});
  };
}
