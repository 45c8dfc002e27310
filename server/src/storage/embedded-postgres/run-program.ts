import { spawn } from 'node:child_process';

/** The operating system's user that owns the server; undefined = the user of this process. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export interface RunOptions {
  user?: ServerUser | undefined;
  cwd?: string;
  env?: Record<string, string>;
}

export interface RunResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end; a failure to start is exit code null with the reason in `stderr`.
 * It gets its own session, so that a Ctrl-C meant for the hub reaches neither it nor the server it starts,
 * and a bare environment, since PGDATA, PGPORT and their like would change what PostgreSQL does.
 */
export function runProgram(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    const child = spawn(command, args, {
      ...options.user,
      cwd: options.cwd ?? '/',
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LC_ALL: 'C',
        ...options.env,
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => resolve({ exitCode: null, stdout, stderr: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
