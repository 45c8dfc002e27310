/** How far a copy has come. */
export interface SyncState {
  /** Events up to this sequence are in the copy, once it is complete. */
  readonly sequence: number;
  /** The newest `updated_at` that was read; null before the first listing. */
  readonly newest: string | null;
  /** False while the first reading of all listings goes on. */
  readonly isComplete: boolean;
  /** Where that reading goes on; null at its beginning. */
  readonly cursor: string | null;
}

/** What a copy remembers, best beside the copy itself: `version` is then a column of your own table of listings. */
export interface SyncStore {
  getState(): Promise<SyncState | null>;
  setState(state: SyncState): Promise<void>;
  /** The version in the copy; null when the listing is not in it. */
  getVersion(listingId: string): Promise<number | null>;
  /** Comes after `upsert`. Nothing to do when `upsert` itself writes the version. */
  setVersion(listingId: string, version: number): Promise<void>;
  /** The ids of all listings in the copy; asked only where `remove` is given. */
  listIds(): Promise<readonly string[]>;
  /** Comes after `remove`. */
  forget(listingId: string): Promise<void>;
}

/** Forgets everything with the process, as does a copy in memory. */
export function memorySyncStore(): SyncStore {
  let state: SyncState | null = null;
  const versions = new Map<string, number>();
  return {
    getState: async () => state,
    setState: async (next) => {
      state = next;
    },
    getVersion: async (id) => versions.get(id) ?? null,
    setVersion: async (id, version) => {
      versions.set(id, version);
    },
    listIds: async () => [...versions.keys()],
    forget: async (id) => {
      versions.delete(id);
    },
  };
}
