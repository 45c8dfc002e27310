import type { Auth, BetterAuthOptions } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import type { Database } from '../storage/database.ts';
import { deleteUserVerifications } from '../storage/user-verifications.ts';
import { AccountError } from './account-error.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, parseName } from './account-rules.ts';

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** What the operator does with accounts; nobody has to be signed in for it. */
export interface OperatorAccounts {
  /**
   * Works when sign-up is closed, too.
   * @returns the ids of the user and of its dealer
   * @throws AccountError
   */
  createUser(user: NewUser): Promise<{ readonly userId: string; readonly dealerId: string }>;
  /** Ends all sessions of the user. @throws AccountError */
  setPassword(email: string, password: string): Promise<void>;
  /** For somebody who lost the device; ends all sessions of the user. @throws AccountError */
  disableTwoFactor(email: string): Promise<void>;
}

export interface OperatorAccountsOptions {
  readonly database: Database;
  /** One that lets users sign up. */
  readonly auth: () => Auth<BetterAuthOptions>;
  readonly dealerOf: (userId: string) => Promise<string>;
}

export function createOperatorAccounts(options: OperatorAccountsOptions): OperatorAccounts {
  const { database, auth, dealerOf } = options;

  const getUser = async (email: string) => {
    const { internalAdapter } = await auth().$context;
    const found = await internalAdapter.findUserByEmail(email.trim().toLowerCase());
    if (found === null) throw new AccountError(`nobody signs in with the e-mail ${email}`);
    return found.user as typeof found.user & { readonly twoFactorEnabled?: boolean };
  };

  const endSessions = async (userId: string) => {
    const { internalAdapter } = await auth().$context;
    await internalAdapter.deleteUserSessions(userId);
    await deleteUserVerifications(database.kysely, userId);
  };

  return {
    async createUser({ name, email, password }) {
      const validName = parseName(name);
      if (validName === null) throw new AccountError('the name must have 1 to 500 characters on one line');
      const body = { name: validName, email, password };
      const { user } = await auth().api.signUpEmail({ body }).catch(throwAccountError);
      // Signing up signs in; nobody will ever send this session's cookie.
      await endSessions(user.id);
      return { userId: user.id, dealerId: await dealerOf(user.id) };
    },

    async setPassword(email, password) {
      if (password.length < PASSWORD_LENGTH_MIN || password.length > PASSWORD_LENGTH_MAX) {
        throw new AccountError(
          `the password must have ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters`,
        );
      }
      const user = await getUser(email);
      const context = await auth().$context;
      await context.internalAdapter.updatePassword(user.id, await context.password.hash(password));
      await endSessions(user.id);
    },

    async disableTwoFactor(email) {
      const user = await getUser(email);
      if (user.twoFactorEnabled !== true) {
        throw new AccountError(`${email} signs in without two-factor authentication`);
      }
      const { adapter, internalAdapter } = await auth().$context;
      await internalAdapter.updateUser(user.id, { twoFactorEnabled: false });
      await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: user.id }] });
      await endSessions(user.id);
    },
  };
}

function throwAccountError(error: unknown): never {
  if (!isAPIError(error)) throw error;
  throw new AccountError(error.message, { cause: error });
}
