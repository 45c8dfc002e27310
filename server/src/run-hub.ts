import { startHub } from './app.ts';
import type { Config } from './config.ts';

/** The contract's 20 s, less what ending the process takes. */
const STOP_MS_MAX = 19_500;

/** npm passes a terminal's Ctrl-C on, so one press may arrive twice; a second press ends the hub at once. */
const REPEATED_SIGNAL_MS = 1_000;

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
  let firstMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      stop(signal);
    } else if (performance.now() - firstMs > REPEATED_SIGNAL_MS) {
      exit(1);
    }
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
