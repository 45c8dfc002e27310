import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** Made-up dealers must not get into a real database, and the story needs sign-up and the plan. */
const NOT_FOR_THE_DEMO = ['DATABASE_URL', 'SECRET_KEY', 'ROLE', 'SIGN_UP', 'DEFAULT_PLAN'];

export interface DemoSettings {
  readonly config: Config;
  /** The default port, when another program has it and a free one is taken instead; otherwise null. */
  readonly takenPort: number | null;
}

/** The hub's settings as the demo wants them: embedded database, data of its own, receivers on this machine. */
export async function readDemoSettings(environment: NodeJS.ProcessEnv): Promise<DemoSettings> {
  const own = Object.fromEntries(NOT_FOR_THE_DEMO.map((name) => [name, undefined]));
  const config = readConfig({ ...environment, ...own });
  const permitted = config.webhookAllowPrivateTargets;
  const isPortChosen = (environment.PORT ?? '').trim() !== '';
  const isTaken = !isPortChosen && (await isPortTaken(config.port, config.host));
  return {
    config: {
      ...config,
      port: isTaken ? 0 : config.port,
      dataDir: join(config.dataDir, 'demo'),
      // The demo's own receiver has to be reachable, whatever else may be.
      webhookAllowPrivateTargets: permitted === true || [...(permitted || []), ...LOOPBACK],
    },
    takenPort: isTaken ? config.port : null,
  };
}

/** `localhost` may mean ::1 to the programs that are going to call the hub, so that address counts too. */
async function isPortTaken(port: number, host: string): Promise<boolean> {
  return (await isTakenOn(port, host)) || (await isTakenOn(port, '::1'));
}

function isTakenOn(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
