import type { EventStreamBounds } from '../operations/event-streams.ts';
import type { Hub } from '../operations/hub.ts';
import type { HttpObserver } from './plugins/observation.ts';
import type { EventStreamTiming } from './v1/event-stream-body.ts';

/** Who is signed in to the dashboard. */
export interface DashboardSession {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly dealerId: string;
}

/** Sign-up, sign-in and sessions, as far as HTTP is concerned. */
export interface Accounts {
  /**
   * Answers `/api/auth/*`.
   * @param clientAddress as the server knows it; headers that claim another don't count
   */
  handle(request: Request, clientAddress: string): Promise<Response>;
  findSession(headers: Headers): Promise<DashboardSession | null>;
  /** Origins a browser may have when it shows the dashboard. */
  trustedOrigins(): readonly string[];
  /** What a visitor who is not signed in may do. */
  signInOptions(): { readonly signUp: 'open' | 'closed'; readonly passwordReset: 'email' | 'operator' };
}

/** What `app.ts` gives to HTTP. */
export interface HttpDependencies {
  readonly hub: Hub;
  readonly accounts: Accounts;
  readonly config: {
    /** Addresses and CIDRs whose `X-Forwarded-*` headers count; none = the socket's address is the client's. */
    readonly trustProxy: readonly string[];
    readonly rateLimitPerMinute: number;
    /** Other bounds and times than the documented ones. */
    readonly eventStreams?: Partial<EventStreamBounds & EventStreamTiming>;
  };
  /** Why this process can't serve (database unreachable, migrations pending), or null when it can. */
  readonly findUnreadiness: () => Promise<string | null>;
  /** Default: nobody watches. */
  readonly observer?: HttpObserver | undefined;
}
