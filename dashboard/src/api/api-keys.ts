import { dashboardApi } from './request.ts';
import type { ApiKey, Mode, NewApiKey } from './shapes.ts';

export interface ApiKeyContent {
  readonly mode: Mode;
  readonly name?: string;
  readonly scopes: ApiKey['scopes'];
  /** RFC 3339; null = never. */
  readonly expires_at: string | null;
}

/** The first test key also fills the sandbox. */
export const createApiKey = (content: ApiKeyContent) =>
  dashboardApi.post<NewApiKey>('/api-keys', { body: content });

/** @param overlapHours how long the old key goes on working, 0 to 168 */
export const rollApiKey = (id: string, overlapHours: number) =>
  dashboardApi.post<NewApiKey>(`/api-keys/${encodeURIComponent(id)}/roll`, {
    body: { overlap_hours: overlapHours },
  });

export const revokeApiKey = (id: string) => dashboardApi.delete(`/api-keys/${encodeURIComponent(id)}`);
