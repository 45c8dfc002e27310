import { afterAll, beforeAll } from 'vitest';
import { type HubProcess, startHub } from './hub-process.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** What one test file shares. */
export interface Scene {
  readonly hub: HubProcess;
  readonly receiver: Receiver;
}

/** One hub and one receiver for all tests of a file; gone at its end, whatever happened. Call once, at the top. */
export function hubForFile(settings: Record<string, string> = {}): Scene {
  let hub: HubProcess | undefined;
  let receiver: Receiver | undefined;
  beforeAll(async () => {
    hub = await startHub(settings);
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await hub?.dispose();
  });
  return {
    get hub() {
      return hub!;
    },
    get receiver() {
      return receiver!;
    },
  };
}
