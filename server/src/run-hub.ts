import { startHub } from './app.ts';
import type { Config } from './config.ts';

/** The contract's 20 s, less what ending the process takes. */
const STOP_MS_MAX = 19_500;

/**
 * Runs a hub until SIGTERM or SIGINT, then drains it.
 * @param exit ends the process; called once the hub has stopped, or when stopping takes too long
 */
export async function runHub(config: Config, exit: (code: number) => void): Promise<void> {
  const running = await startHub(config);
  const { log } = running.hub;
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'stopping');
    const deadline = setTimeout(() => {
      log.error({}, 'stopping took too long; what was under way is taken up at the next start');
      exit(1);
    }, STOP_MS_MAX);
    void running.stop().then(() => {
      clearTimeout(deadline);
      log.info({}, 'stopped');
      exit(0);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
