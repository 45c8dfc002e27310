import type { Hub } from '../operations/hub.ts';

/** Who is signed in to the dashboard. */
export interface DashboardSession {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly dealerId: string;
}

/** Sign-up, sign-in and sessions, as far as HTTP is concerned. */
export interface Accounts {
  /** Answers `/api/auth/*`. */
  handle(request: Request): Promise<Response>;
  findSession(headers: Headers): Promise<DashboardSession | null>;
}

/** What `app.ts` gives to HTTP. */
export interface HttpDependencies {
  readonly hub: Hub;
  readonly accounts: Accounts;
  readonly config: {
    /** Addresses and CIDRs whose `X-Forwarded-*` headers count; none = the socket's address is the client's. */
    readonly trustProxy: readonly string[];
    readonly rateLimitPerMinute: number;
  };
  /** Why this process can't serve (database unreachable, migrations pending), or null when it can. */
  readonly findUnreadiness: () => Promise<string | null>;
}
