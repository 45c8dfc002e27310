import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import type { Clock } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { findDealerIdOfUser } from '../storage/dealer-users.ts';
import { AccountError } from './account-error.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, parseName } from './account-rules.ts';
import { type AuthSettings, authOptions } from './auth-options.ts';
import { serveAuth } from './serve-auth.ts';
import { trustedOrigins } from './trusted-origins.ts';

export interface AccountsOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Asked at the first use; known only once the server listens. */
  readonly publicUrl: () => string;
  /** Derived from SECRET_KEY for the purpose `sessions`. */
  readonly secret: Buffer;
  readonly signUp: 'open' | 'closed';
  /** Gives the user a dealer and an integration; returns the dealer's id. Called again after a crash. */
  readonly createDealer: (userId: string) => Promise<string>;
  readonly onLog?: AuthSettings['onLog'];
}

/** Who is signed in. */
export interface Session {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly dealerId: string;
}

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface Accounts {
  /**
   * Answers a request below `/api/auth`. Rejects on what is not the client's fault.
   * @param clientAddress as the server knows it; headers that claim another don't count
   */
  handle(request: Request, clientAddress: string): Promise<Response>;
  /** Whose session the cookie names; null when there is none or it has ended. Writes nothing. */
  findSession(headers: Headers): Promise<Session | null>;
  /** Origins a browser may have when it shows the dashboard. */
  trustedOrigins(): readonly string[];
  /**
   * For the operator: works when sign-up is closed, too.
   * @returns the ids of the user and of its dealer
   * @throws AccountError
   */
  createUser(user: NewUser): Promise<{ readonly userId: string; readonly dealerId: string }>;
  /** For the operator; ends all sessions of the user. @throws AccountError */
  setPassword(email: string, password: string): Promise<void>;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const makeAuth = (allowSignUp: boolean) =>
    betterAuth(
      authOptions({
        database: options.database,
        clock: options.clock,
        publicUrl: options.publicUrl(),
        secret: options.secret.toString('base64url'),
        allowSignUp,
        onUserCreated: options.createDealer,
        onLog: options.onLog ?? (() => {}),
      }),
    );
  const auth = once(() => makeAuth(options.signUp === 'open'));
  const operatorAuth = once(() => makeAuth(true));

  const dealerOf = async (userId: string) =>
    (await findDealerIdOfUser(options.database.kysely, userId)) ?? (await options.createDealer(userId));

  return {
    handle: (request, clientAddress) => serveAuth(auth().handler, request, clientAddress),

    async findSession(headers) {
      // Only /get-session may prolong a session: it alone can send the cookie along.
      const found = await auth().api.getSession({ headers, query: { disableRefresh: true } });
      if (found === null) return null;
      const { id: userId, email, name } = found.user;
      return { userId, email, name, dealerId: await dealerOf(userId) };
    },

    trustedOrigins: () => trustedOrigins(options.publicUrl()),

    async createUser({ name, email, password }) {
      const validName = parseName(name);
      if (validName === null) throw new AccountError('the name must have 1 to 500 characters on one line');
      const body = { name: validName, email, password };
      const { user } = await operatorAuth().api.signUpEmail({ body }).catch(throwAccountError);
      // Signing up signs in; nobody will ever send this session's cookie.
      const context = await operatorAuth().$context;
      await context.internalAdapter.deleteUserSessions(user.id);
      return { userId: user.id, dealerId: await dealerOf(user.id) };
    },

    async setPassword(email, password) {
      if (password.length < PASSWORD_LENGTH_MIN || password.length > PASSWORD_LENGTH_MAX) {
        throw new AccountError(
          `the password must have ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters`,
        );
      }
      const context = await operatorAuth().$context;
      const found = await context.internalAdapter.findUserByEmail(email.trim().toLowerCase());
      if (found === null) throw new AccountError(`nobody signs in with the e-mail ${email}`);
      await context.internalAdapter.updatePassword(found.user.id, await context.password.hash(password));
      await context.internalAdapter.deleteUserSessions(found.user.id);
    },
  };
}

function throwAccountError(error: unknown): never {
  if (!isAPIError(error)) throw error;
  throw new AccountError(error.message, { cause: error });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
