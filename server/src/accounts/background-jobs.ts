/** Work that an answer doesn't wait for, so much of it and no more. */
export class BackgroundJobs {
  readonly #underWay = new Set<Promise<void>>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** @param job must not reject. @returns false when there is too much under way already; then it never runs */
  start(job: () => Promise<void>): boolean {
    if (this.#underWay.size >= this.#max) return false;
    const running = job().finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
    return true;
  }

  /** Waits for all that is under way, no longer than this. @returns how many are not done */
  async settle(waitMsMax: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMsMax);
    });
    await Promise.race([Promise.all(this.#underWay), timeUp]);
    clearTimeout(timer);
    return this.#underWay.size;
  }
}
