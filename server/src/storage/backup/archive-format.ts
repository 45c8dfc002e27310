// A backup is one line of text, so that anybody sees what the file is, and behind it one gzip stream of frames:
// kind (1 byte), length (4 bytes, big endian), that many bytes.
//
//   header   ArchiveHeader as JSON
//   table    ArchiveTable as JSON    for each table, those that others refer to first
//   data     rows as PostgreSQL's COPY writes them (text format), cut anywhere
//   sum      TableSum as JSON        ends the table
//   end      SHA-256 of all frames before it, hex

export const MAGIC = Buffer.from('WatchTraderHub backup 1\n');

export const FRAME_KINDS = ['header', 'table', 'data', 'sum', 'end'] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];

export const FRAME_HEAD_BYTES = 5;
/** More is no frame of ours: rows are cut into smaller ones. */
export const FRAME_BYTES_MAX = 1024 * 1024;

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

export interface ArchiveHeader {
  readonly hubVersion: string;
  /** Of the snapshot; RFC 3339. */
  readonly createdAt: string;
  /** Of PostgreSQL, as text. */
  readonly databaseVersion: string;
  /** Applied to the database, in order. */
  readonly migrations: readonly {
    readonly number: number;
    readonly name: string;
    readonly checksum: string;
  }[];
  /** What the hub's secret key is known by; null = no hub has run on the database yet. */
  readonly secretKeyCheck: string | null;
}

export interface ArchiveTable {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface TableSum {
  readonly rows: number;
  /** Of the data before compression. */
  readonly bytes: number;
  /** Of the data, hex. */
  readonly sha256: string;
}

/** Head and payload: they are apart so that data needs not be copied. */
export function frameParts(kind: FrameKind, payload: Buffer): [Buffer, Buffer] {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt8(FRAME_KINDS.indexOf(kind), 0);
  head.writeUInt32BE(payload.length, 1);
  return [head, payload];
}
