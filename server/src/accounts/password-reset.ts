import { APIError, isAPIError } from 'better-auth/api';
import { isMailAddress, type Mail, type Mailer } from '../domain/mail.ts';
import type { AuthSettings } from './auth-options.ts';
import { BackgroundJobs } from './background-jobs.ts';

export const RESET_LINK_HOURS = 1;
/** To one account while their links work: nobody can fill another's mailbox. */
export const RESET_MAILS_MAX = 5;
/** Requests whose mail is under way, in this process. */
export const RESETS_UNDER_WAY_MAX = 20;
/** What a stop grants them. */
const SETTLE_MS_MAX = 5_000;

/** The same for everybody: says nothing about whether there is such an account. */
const ANSWER = {
  status: true,
  message: 'If there is an account with this e-mail address, a link to reset its password is on the way.',
};

export interface PasswordResetOptions {
  readonly mailer: Mailer;
  readonly publicUrl: () => string;
  readonly onLog: AuthSettings['onLog'];
  /** Finds the account and, if there is one, makes its token and calls `sendLink`. */
  readonly makeToken: (email: string) => Promise<unknown>;
  /** Links of the user that work at this moment, the new one included. */
  readonly countLinks: (userId: string) => Promise<number>;
  readonly forgetToken: (token: string) => Promise<void>;
}

export interface ResetLink {
  readonly userId: string;
  readonly email: string;
  readonly token: string;
}

/** Sends links to reset a password. */
export class PasswordReset {
  readonly #options: PasswordResetOptions;
  readonly #jobs = new BackgroundJobs(RESETS_UNDER_WAY_MAX);

  constructor(options: PasswordResetOptions) {
    this.#options = options;
  }

  /**
   * Answers before it looks the account up, so that the time it takes tells as little as the words.
   * @throws APIError for what is no e-mail address, or when too much is under way
   */
  request(email: unknown): typeof ANSWER {
    if (typeof email !== 'string' || !isMailAddress(email)) {
      throw new APIError('BAD_REQUEST', { code: 'INVALID_EMAIL', message: 'Invalid email' });
    }
    if (!this.#jobs.start(() => this.#findAndSend(email))) {
      throw new APIError('SERVICE_UNAVAILABLE', {
        code: 'TOO_MANY_RESETS',
        message: 'Too many people are resetting their passwords. Try again in a minute.',
      });
    }
    return ANSWER;
  }

  /** Called for accounts that exist. Never rejects: better-auth would log that with the address. */
  async sendLink({ userId, email, token }: ResetLink): Promise<void> {
    const { mailer, publicUrl, onLog } = this.#options;
    try {
      if ((await this.#options.countLinks(userId)) <= RESET_MAILS_MAX) {
        await mailer.send(resetMail(email, publicUrl(), token));
        return;
      }
      await this.#options.forgetToken(token);
      onLog('warn', 'a user asked for too many password-reset mails within an hour; no more for now', {});
    } catch (error) {
      this.#logFailure(error);
    }
  }

  /** Waits for mails under way, for a bounded time. */
  async settle(): Promise<void> {
    const left = await this.#jobs.settle(SETTLE_MS_MAX);
    if (left > 0) this.#options.onLog('warn', 'password-reset mails were still under way', { mails: left });
  }

  async #findAndSend(email: string): Promise<void> {
    try {
      await this.#options.makeToken(email);
    } catch (error) {
      // An address that better-auth's own rules don't know belongs to no account.
      if (!isAPIError(error) || error.statusCode >= 500) this.#logFailure(error);
    }
  }

  /** Not the error itself: PostgreSQL's carry the row's values. */
  #logFailure(error: unknown): void {
    const { name, message } = error as Error;
    this.#options.onLog('error', 'a password-reset mail could not be sent', { error: name, reason: message });
  }
}

/** No name: whoever signs up with another's address could have a message of their own sent there. */
function resetMail(to: string, publicUrl: string, token: string): Mail {
  return {
    to,
    subject: 'Reset your password',
    text: [
      `Somebody asked for a new password for this e-mail address at ${publicUrl}.`,
      'If that was you, choose it here within one hour:',
      `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`,
      'The link works once. A new password ends all sessions.',
      'If it was not you, do nothing: your password stays as it is.',
    ].join('\n\n'),
  };
}
