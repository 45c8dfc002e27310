import { betterAuth } from 'better-auth';
import type { Mailer } from '../domain/mail.ts';
import type { Clock } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { findDealerIdOfUser } from '../storage/dealer-users.ts';
import { countResetLinks } from '../storage/user-verifications.ts';
import { type AccountKey, secretTextOf } from './account-keys.ts';
import { type AuthSettings, authOptions } from './auth-options.ts';
import { KeysInForce } from './keys-in-force.ts';
import { createOperatorAccounts, type OperatorAccounts } from './operator-accounts.ts';
import { PasswordReset } from './password-reset.ts';
import { serveAuth } from './serve-auth.ts';
import { trustedOrigins } from './trusted-origins.ts';

export interface AccountsOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Asked at the first use; known only once the server listens. */
  readonly publicUrl: () => string;
  /** The one in force at this time first; all are accepted. */
  readonly keys: readonly AccountKey[];
  readonly signUp: 'open' | 'closed';
  /** Gives the user a dealer and an integration; returns the dealer's id. Called again after a crash. */
  readonly createDealer: (userId: string) => Promise<string>;
  /** Null or absent = no e-mail is sent; the operator resets passwords. */
  readonly mailer?: Mailer | null;
  readonly onLog?: AuthSettings['onLog'];
}

/** Who is signed in. */
export interface Session {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly dealerId: string;
}

/** What a visitor who is not signed in may do. */
export interface SignInOptions {
  readonly signUp: 'open' | 'closed';
  /** Who resets a forgotten password: its user by a link in an e-mail, or the operator. */
  readonly passwordReset: 'email' | 'operator';
}

export interface Accounts extends OperatorAccounts {
  /**
   * Answers a request below `/api/auth`. Rejects on what is not the client's fault.
   * @param clientAddress as the server knows it; headers that claim another don't count
   */
  handle(request: Request, clientAddress: string): Promise<Response>;
  /** Whose session the cookie names; null when there is none or it has ended. Writes nothing. */
  findSession(headers: Headers): Promise<Session | null>;
  /** Origins a browser may have when it shows the dashboard. */
  trustedOrigins(): readonly string[];
  signInOptions(): SignInOptions;
  /** Waits for mails under way, for a bounded time. */
  settle(): Promise<void>;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { database, mailer = null } = options;
  const passwordReset = mailer === null ? null : createPasswordReset(options, mailer, () => auth());
  const keys = new KeysInForce(database, options.keys);
  const auths = options.keys.map((key) =>
    once(() => createAuth(options, keys.startingWith(key), passwordReset, options.signUp === 'open')),
  );
  const auth = (): Auth => auths[options.keys.indexOf(keys.current)]!();
  const operatorAuth = once(() => createAuth(options, options.keys, null, true));

  const dealerOf = async (userId: string) =>
    (await findDealerIdOfUser(database.kysely, userId)) ?? (await options.createDealer(userId));

  return {
    ...createOperatorAccounts({ database, auth: operatorAuth, dealerOf }),

    async handle(request, clientAddress) {
      // What it signs or encrypts must outlive the key before.
      if (request.method === 'POST') await keys.refresh();
      return await serveAuth(
        (checked) => auth().handler(keys.resignRequest(checked)),
        request,
        clientAddress,
      );
    },

    async findSession(headers) {
      // Only /get-session may prolong a session: it alone can send the cookie along.
      const found = await auth().api.getSession({
        headers: keys.resign(headers),
        query: { disableRefresh: true },
      });
      if (found === null) return null;
      const { id: userId, email, name } = found.user;
      return { userId, email, name, dealerId: await dealerOf(userId) };
    },

    trustedOrigins: () => trustedOrigins(options.publicUrl()),
    signInOptions: () => ({
      signUp: options.signUp,
      passwordReset: passwordReset === null ? 'operator' : 'email',
    }),
    settle: async () => await passwordReset?.settle(),
  };
}

type Auth = ReturnType<typeof createAuth>;

function createAuth(
  options: AccountsOptions,
  keys: readonly AccountKey[],
  passwordReset: PasswordReset | null,
  allowSignUp: boolean,
) {
  return betterAuth(
    authOptions({
      database: options.database,
      clock: options.clock,
      publicUrl: options.publicUrl(),
      secrets: keys.map((key) => ({ version: key.number, value: secretTextOf(key) })),
      allowSignUp,
      passwordReset,
      onUserCreated: options.createDealer,
      onLog: options.onLog ?? (() => {}),
    }),
  );
}

function createPasswordReset(options: AccountsOptions, mailer: Mailer, auth: () => Auth): PasswordReset {
  const { database, clock, publicUrl } = options;
  return new PasswordReset({
    mailer,
    publicUrl,
    onLog: options.onLog ?? (() => {}),
    makeToken: (email) => auth().api.requestPasswordReset({ body: { email } }),
    countLinks: (userId) => countResetLinks(database.kysely, userId, clock()),
    async forgetToken(token) {
      const { internalAdapter } = await auth().$context;
      await internalAdapter.deleteVerificationByIdentifier(`reset-password:${token}`);
    },
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
