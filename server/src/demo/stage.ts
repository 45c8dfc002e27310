import { setTimeout as sleep } from 'node:timers/promises';
import type { Cast } from './demo-cast.ts';
import type { Answer } from './demo-client.ts';
import type { Arrival } from './demo-receiver.ts';
import { bold, cell, dim, green, red } from './terminal.ts';

const PAUSE_MS = 600;
const DELIVERY_WAIT_MS = 10_000;
const REQUEST_WIDTH = 41;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Where the story is told, at a pace one can read. */
export class Stage {
  readonly #cast: Cast;

  constructor(cast: Cast) {
    this.#cast = cast;
  }

  async scene(title: string): Promise<void> {
    await sleep(PAUSE_MS, undefined, { signal: this.#cast.signal });
    this.#cast.screen.line();
    this.#cast.screen.line(`  ${bold(title)}`);
  }

  /** A request and its answer as one line, above the deliveries it causes. @param request such as `GET /v1/me` */
  async act<T>(
    request: string,
    call: () => Promise<Answer<T>>,
    note: (answer: Answer<T>) => string,
  ): Promise<T> {
    const { screen } = this.#cast;
    screen.hold();
    try {
      const answer = await call();
      const line = cell(request.replace(UUID, ':id').replace(/\?.*/, ''), REQUEST_WIDTH);
      const colour = answer.status < 400 ? green : red;
      screen.line(`  → ${line} ${colour(String(answer.status))} ${note(answer)}`.trimEnd());
      return answer.body;
    } finally {
      screen.release();
    }
  }

  remark(text: string): void {
    this.#cast.screen.line(`    ${dim(text)}`);
  }

  /** Resolves when the receiver has taken such a delivery. */
  async delivered(
    type: string,
    resourceId: string,
    attempt = 1,
    waitMs = DELIVERY_WAIT_MS,
  ): Promise<Arrival> {
    const { receiver, signal } = this.#cast;
    return await receiver.waitFor(
      `${type}, attempt ${attempt},`,
      ({ event, ...arrival }) =>
        arrival.attempt >= attempt && event?.type === type && event.data.object.id === resourceId,
      waitMs,
      signal,
    );
  }
}
