/** PostgreSQL's settings by name, such as `{ max_connections: '100' }`. */
export type PostgresSettings = Record<string, string>;

/** Sized for a small machine that the hub shares. Durability (fsync and its relatives) stays at its safe defaults. */
const DEFAULTS: PostgresSettings = {
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  // The hot tables are updated all the time: vacuum early, so that they stay small.
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_naptime: '15s',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The hub logs its failed statements itself; here they would put customers' data into a file.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** The text of a configuration file; `settings` win over the defaults. */
export function formatClusterSettings(
  socketFolder: string,
  port: number,
  settings: PostgresSettings = {},
): string {
  const all: PostgresSettings = {
    ...DEFAULTS,
    ...settings,
    listen_addresses: '',
    port: String(port),
    // A list: the double quotes keep a comma in the path from ending an item.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${quote(value)}`);
  return `# Written by the hub at every start. Your own settings belong into postgresql.conf, below its include line.\n${lines.join('\n')}\n`;
}

function quote(value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n');
  return `'${escaped}'`;
}
