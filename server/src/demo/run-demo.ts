import { once } from 'node:events';
import { arrivalLine } from './arrival-line.ts';
import type { Cast, Crew } from './demo-cast.ts';
import { type DemoHub, prepareDemoFolder, startDemoHub } from './demo-hub.ts';
import { prepareIntegration } from './demo-integration.ts';
import { DemoMemory } from './demo-memory.ts';
import { DemoReceiver } from './demo-receiver.ts';
import type { DemoSettings } from './demo-settings.ts';
import { prepareStock } from './demo-stock.ts';
import { tellFirstStory, tellShortStory } from './demo-story.ts';
import { printNextSteps } from './next-steps.ts';
import { DEALER_EMAIL, DEALER_NAME, signIn } from './sign-in.ts';
import { dim, type Screen, yellow } from './terminal.ts';

interface Performance {
  readonly screen: Screen;
  /** Ends after the story. */
  readonly isOnce: boolean;
  /** Aborted when the demo is to stop. */
  readonly signal: AbortSignal;
}

/**
 * Sets the scene, tells the story and goes on running until the signal is aborted.
 */
export async function runDemo(
  { config, takenPort }: DemoSettings,
  { screen, isOnce, signal }: Performance,
): Promise<void> {
  if (takenPort !== null)
    screen.line(`  ${yellow(`port ${takenPort} is taken: a free one is used; PORT=… chooses`)}`);
  await prepareDemoFolder(config.dataDir);
  const memory = await DemoMemory.open(config.dataDir, DEALER_EMAIL);
  // Before the hub, which goes on at once with what an earlier start left undelivered.
  const receiver = await DemoReceiver.start(memory.facts.receiverPort, (arrival) =>
    screen.arrival(arrivalLine(arrival)),
  );
  receiver.useSecret(memory.facts.signingSecret ?? '');
  let hub: DemoHub | null = null;
  try {
    hub = await startDemoHub(config);
    screen.done(`the hub listens on ${hub.publicUrl}`);
    const firstRetryMs = config.webhookRetrySchedule[0] ?? null;
    const cast = await setTheScene({ screen, hub, receiver, memory, signal, firstRetryMs });
    await tellStory(cast);
    if (isOnce) return;
    await printNextSteps(cast);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    if (signal.aborted) screen.line(dim('\n  stopping …'));
    await hub?.stop();
    await receiver.close();
    if (hub !== null) screen.line(dim('  stopped; the data stays for the next start'));
  }
}

async function setTheScene(crew: Crew): Promise<Cast> {
  crew.signal.throwIfAborted();
  const dealer = await signIn(crew);
  crew.screen.done(`the dealer ${DEALER_NAME} is signed in`);
  await prepareStock({ ...crew, dealer });
  const platform = await prepareIntegration({ ...crew, dealer });
  return { ...crew, dealer, platform };
}

async function tellStory(cast: Cast): Promise<void> {
  if (cast.memory.facts.isStoryTold) return await tellShortStory(cast);
  await tellFirstStory(cast);
  await cast.memory.remember({ isStoryTold: true });
}
