import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { DatabaseConnection } from '../../src/storage/database.ts';

const INHERITED = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };

export const HUB_CLI = join(import.meta.dirname, '../../src/cli.ts');

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the operator's CLI as a process of its own, with this environment and no other setting. */
export async function runHubCommand(
  args: readonly string[],
  environment: Record<string, string>,
  stdin = '',
): Promise<CommandResult> {
  const child = spawn(process.execPath, [HUB_CLI, ...args], {
    env: { ...INHERITED, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(stdin);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { exitCode, stdout, stderr };
}

/** As DATABASE_URL has it. */
export function urlOf(connection: DatabaseConnection): string {
  if ('connectionString' in connection) return connection.connectionString;
  const { host, port, user, password, database } = connection;
  const query = new URLSearchParams({ host, port: String(port) });
  return `postgresql://${user}:${encodeURIComponent(password)}@/${database}?${query}`;
}
