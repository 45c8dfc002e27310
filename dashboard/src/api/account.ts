import { queryOptions } from '@tanstack/react-query';
import { dashboardApi, request } from './request.ts';

/** What the hub lets somebody do who is not signed in. */
export interface SignInOptions {
  readonly sign_up: 'open' | 'closed';
  /** `operator`: the hub sends no mail, so that its operator resets passwords. */
  readonly password_reset: 'email' | 'operator';
}

export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: ({ signal }) => dashboardApi.get<SignInOptions>('/sign-in-options', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Somebody who is signed in somewhere. Times are RFC 3339. */
export interface DeviceSession {
  readonly id: string;
  readonly token: string;
  readonly ipAddress?: string | null;
  readonly userAgent?: string | null;
  readonly createdAt: string;
  /** Renewed at most once a day. */
  readonly updatedAt: string;
}

/** Refused with `SESSION_NOT_FRESH` from a day after signing in. */
export const deviceSessionsQuery = queryOptions({
  queryKey: ['device-sessions'],
  queryFn: ({ signal }) => request<readonly DeviceSession[]>('GET', '/api/auth/list-sessions', { signal }),
});

const post = <T>(path: string, body: object = {}) => request<T>('POST', `/api/auth${path}`, { body });

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** `rememberMe` false: signed in until the browser is closed, a day at most. */
export const signIn = (credentials: Credentials & { readonly rememberMe: boolean }) =>
  post<{ readonly twoFactorRedirect?: boolean }>('/sign-in/email', credentials);

export const signUp = (account: Credentials & { readonly name: string }) => post('/sign-up/email', account);

/** Ends the user's other sessions, too. */
export const changePassword = (passwords: {
  readonly currentPassword: string;
  readonly newPassword: string;
}) => post('/change-password', passwords);

/** Answers alike whether or not there is such an account. */
export const requestPasswordReset = (email: string) => post('/request-password-reset', { email });

/** Ends all sessions of the user. */
export const resetPassword = (reset: { readonly newPassword: string; readonly token: string }) =>
  post('/reset-password', reset);

export interface TwoFactorSecret {
  /** `otpauth://totp/…?secret=…`, what an authenticator app reads from the QR code. */
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

/** It counts from the first code that `verifyTotp` accepts. */
export const enableTwoFactor = (password: string) =>
  post<TwoFactorSecret>('/two-factor/enable', { password });

export interface SecondFactor {
  readonly code: string;
  /** Not asked again on this device for 30 days. */
  readonly trustDevice?: boolean;
}

export const verifyTotp = (factor: SecondFactor) => post('/two-factor/verify-totp', factor);
export const verifyBackupCode = (factor: SecondFactor) => post('/two-factor/verify-backup-code', factor);
export const disableTwoFactor = (password: string) => post('/two-factor/disable', { password });

/** The former ones work no more. */
export const generateBackupCodes = (password: string) =>
  post<{ readonly backupCodes: readonly string[] }>('/two-factor/generate-backup-codes', { password });

export const revokeSession = (token: string) => post('/revoke-session', { token });
export const revokeOtherSessions = () => post('/revoke-other-sessions');
/** All of the user, this one included. */
export const revokeSessions = () => post('/revoke-sessions');
