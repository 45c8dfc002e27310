const ROWS_MIN = 32;
const ROWS_MAX = 500;
/** Bodies of one reading; with hundreds of lanes more of it would add up. */
const BYTES_MAX = 1024 * 1024;

/** How much a lane reads at a time: what it can send soon and memory can hold. */
export class BatchSize {
  #rows = ROWS_MIN * 2;
  #averageBytes = 1;

  get rows(): number {
    return Math.max(ROWS_MIN, Math.min(this.#rows, Math.floor(BYTES_MAX / this.#averageBytes)));
  }

  /** A full batch means that there is more; it had been sent before the next was read. */
  adapt(batch: readonly { readonly body: string | null }[]): void {
    if (batch.length < this.rows) return;
    this.#averageBytes = batch.reduce((sum, { body }) => sum + (body?.length ?? 0), 1) / batch.length;
    this.#rows = Math.min(this.#rows * 2, ROWS_MAX);
  }

  /** The lane could not send what it had read in time. */
  shrink(): void {
    this.#rows = Math.max(Math.floor(this.#rows / 2), ROWS_MIN);
  }
}
