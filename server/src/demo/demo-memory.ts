import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** What the hub shows only once, and how far the demo has come. */
export interface DemoFacts {
  readonly email: string;
  readonly password: string;
  readonly liveKey: string | null;
  readonly testKey: string | null;
  readonly receiverPort: number | null;
  readonly endpointId: string | null;
  readonly signingSecret: string | null;
  readonly isStockReady: boolean;
  readonly isStoryTold: boolean;
}

const NOTHING_DONE = {
  liveKey: null,
  testKey: null,
  receiverPort: null,
  endpointId: null,
  signingSecret: null,
  isStockReady: false,
  isStoryTold: false,
} as const;

/** `credentials.json`: read at the start, written whole at every change, for its owner alone. */
export class DemoMemory {
  readonly file: string;
  #facts: DemoFacts;

  private constructor(file: string, facts: DemoFacts) {
    this.file = file;
    this.#facts = facts;
  }

  /** Starts anew when there is no such file or it can't be understood: everything in it can be made again. */
  static async open(folder: string, email: string): Promise<DemoMemory> {
    const file = join(folder, 'credentials.json');
    const fresh = { email, password: randomBytes(10).toString('hex'), ...NOTHING_DONE };
    return new DemoMemory(file, { ...fresh, ...(await readFacts(file)) });
  }

  get facts(): DemoFacts {
    return this.#facts;
  }

  /** Complete and on the disk before it has its name: a kill leaves the old file or the new one. */
  async remember(change: Partial<DemoFacts>): Promise<void> {
    this.#facts = { ...this.#facts, ...change };
    const unfinished = `${this.file}.new`;
    const handle = await open(unfinished, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(this.#facts, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, this.file);
  }

  /** The dealer is a new one: nothing made for an earlier one is there. */
  async forgetDealer(): Promise<void> {
    const { receiverPort } = this.#facts;
    await this.remember({ ...NOTHING_DONE, receiverPort });
  }
}

async function readFacts(file: string): Promise<Partial<DemoFacts>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return JSON.parse(text) as Partial<DemoFacts>;
  } catch {
    return {};
  }
}
