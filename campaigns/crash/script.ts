import { setTimeout as delay } from 'node:timers/promises';
import type { CampaignFigure, CampaignOptions, Tried } from '../campaign.ts';
import { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { CrashStage } from './crash-stage.ts';
import { exhaustConnections, fillDisk, jumpClocks } from './faults.ts';
import type { Journal } from './journal.ts';
import type { KeptProcess } from './kept-process.ts';
import { KILL_KINDS, type Kill, killOne } from './kills.ts';
import { spread } from './recovery.ts';

const SHORT_KILLS = 12;
const FULL_KILLS = 100;
/** Between a kill and the next, besides what it takes until writes are acknowledged again. */
const GAP_MS_MAX = 1_000;
const SHORT_GAP_MS_MAX = 400;
const WRITES_BETWEEN_KILLS = 10;
/** Above it the hub has not come back by itself. */
const RECOVERY_MS_MAX = 90_000;
const LOOK_MS = 20;
const FAULT_MS = 2_500;
const CLOCK_MS = 1_200;

interface ScriptParts {
  readonly stage: CrashStage;
  readonly journal: Journal;
  readonly random: Random;
  readonly log: CampaignOptions['log'];
}

/** What is done to the hub, one thing after the other, while clients go on. */
export class Script {
  readonly kills: Kill[] = [];
  readonly findings: string[] = [];
  readonly #stage: CrashStage;
  readonly #journal: Journal;
  readonly #random: Random;
  readonly #log: CampaignOptions['log'];
  readonly #ledger = new Ledger();
  readonly #recoveries = new Map<string, number[]>();

  constructor({ stage, journal, random, log }: ScriptParts) {
    this.#stage = stage;
    this.#journal = journal;
    this.#random = random;
    this.#log = log;
  }

  get tried(): Tried[] {
    return this.#ledger.tried;
  }

  get figures(): CampaignFigure[] {
    return [...this.#recoveries].flatMap(([name, values]) => spread(name, values));
  }

  async play(isShort: boolean): Promise<void> {
    await this.#awaitWrites('the start');
    const rounds = isShort ? 1 : 4;
    const kills = (isShort ? SHORT_KILLS : FULL_KILLS) / rounds;
    for (let round = 0; round < rounds; round += 1) {
      await this.#killMany(kills, isShort ? SHORT_GAP_MS_MAX : GAP_MS_MAX);
      await this.#jumpClocks(isShort);
      await this.#exhaustConnections();
      await this.#fillDisk();
    }
    await this.#awaitEverybody();
  }

  #count(what: string): void {
    this.#ledger.count(what);
    this.#log(what);
  }

  /** Every kind comes equally often, in a random order. */
  async #killMany(times: number, gapMsMax: number): Promise<void> {
    let kinds: (typeof KILL_KINDS)[number][] = [];
    for (let done = 0; done < times; ) {
      if (kinds.length === 0) kinds = [...KILL_KINDS];
      const kind = this.#random.pick(kinds);
      const kill = await killOne(this.#stage, this.#random, kind);
      if (kill === null) {
        await delay(LOOK_MS); // its like is down already
        continue;
      }
      kinds.splice(kinds.indexOf(kind), 1);
      done += 1;
      this.kills.push(kill);
      this.#count(kind);
      await this.#awaitWrites(kind);
      await delay(this.#random.below(gapMsMax));
    }
  }

  async #jumpClocks(isShort: boolean): Promise<void> {
    const { apis, workers, processes } = this.#stage;
    const one = (those: readonly KeptProcess[]): KeptProcess[] => [this.#random.pick(those)];
    const jumps: [string, readonly KeptProcess[], 1 | -1][] = [
      ['of one API process an hour ahead, and back', one(apis), 1],
      ['of one API process an hour back, and again', one(apis), -1],
      ['of one worker an hour ahead, and back', one(workers), 1],
      ['of one worker an hour back, and again', one(workers), -1],
      ['of all processes an hour ahead, and back', processes, 1],
      ['of all processes an hour back, and again', processes, -1],
    ];
    for (const [what, those, hours] of isShort ? [jumps[0]!] : jumps) {
      this.#count(`clock ${what}`);
      await jumpClocks(those, hours, CLOCK_MS);
      await this.#awaitWrites(what);
    }
  }

  async #exhaustConnections(): Promise<void> {
    this.#count('every connection of PostgreSQL taken by idle sessions');
    const held = await exhaustConnections(this.#stage, FAULT_MS);
    this.#log(`${held} connections were held`);
    await this.#recover('connections are free until the next acknowledged write');
  }

  async #fillDisk(): Promise<void> {
    const { disk } = this.#stage;
    if (disk === null) return this.#count('a full disk: left out, since nothing can be mounted here');
    this.#count('the disk of PostgreSQL full, and freed again');
    await fillDisk(this.#stage, disk, FAULT_MS);
    await this.#recover('disk is freed until the next acknowledged write');
  }

  async #recover(name: string): Promise<void> {
    const sinceMs = performance.now();
    await this.#awaitWrites(name, 1);
    const last = this.#journal.acknowledgements.find((it) => it.beganMs >= sinceMs);
    const values = this.#recoveries.get(name) ?? [];
    if (last !== undefined) values.push(last.atMs - sinceMs);
    this.#recoveries.set(name, values);
  }

  /** Writes that began from now on. */
  async #awaitWrites(after: string, count: number = WRITES_BETWEEN_KILLS): Promise<void> {
    const sinceMs = performance.now();
    const { acknowledgements } = this.#journal;
    let seen = acknowledgements.length;
    let found = 0;
    while (found < count) {
      for (; seen < acknowledgements.length; seen += 1) {
        if (acknowledgements[seen]!.beganMs >= sinceMs) found += 1;
      }
      if (performance.now() > sinceMs + RECOVERY_MS_MAX) {
        this.findings.push(
          `no ${count} writes were acknowledged within ${RECOVERY_MS_MAX} ms after: ${after}`,
        );
        return;
      }
      await delay(LOOK_MS);
    }
  }

  /** Until all processes are up, each API process has acknowledged and each endpoint has got something. */
  async #awaitEverybody(): Promise<void> {
    const sinceMs = performance.now();
    const { processes, apis, dealers, receiver } = this.#stage;
    const seen = receiver.requests.length;
    const isBack = (): boolean =>
      processes.every((it) => it.isUp) &&
      apis.every((_, api) =>
        this.#journal.acknowledgements.some((it) => it.api === api && it.beganMs >= sinceMs),
      ) &&
      dealers
        .flatMap((it) => it.paths)
        .every((path) => receiver.requests.some((it, index) => index >= seen && it.path === path));
    while (!isBack()) {
      if (performance.now() > sinceMs + RECOVERY_MS_MAX) {
        this.findings.push(`not everything was back within ${RECOVERY_MS_MAX} ms after the last fault`);
        return;
      }
      await delay(100);
    }
  }
}
