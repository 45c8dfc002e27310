import type http from 'node:http';
import { type Clock, type Micros, parseTime } from '../../src/domain/time.ts';
import type { Respond } from './receiver.ts';

/** What a receiver does with a request; `silence` never answers, `pause` asks to be left alone for a while. */
export type Fate = 'accept' | 'error' | 'pause' | 'reset' | 'silence';

/** One request as the receiver saw it. */
export interface Arrival {
  /** First part of the path; an endpoint keeps it when its URL changes. */
  readonly tag: string;
  readonly atUs: Micros;
  readonly fate: Fate;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly deliveryId: string;
  readonly eventId: string;
  readonly resourceId: string;
  readonly sequence: number;
  readonly createdUs: Micros;
}

export interface RecordOptions {
  readonly clock: Clock;
  /** Seconds of `Retry-After`. */
  readonly pauseSeconds: number;
  readonly fateOf: (arrival: Omit<Arrival, 'fate'>) => Fate;
}

/** Keeps what arrives at a receiver, in its order, and answers each request with its fate. */
export class DeliveryRecord {
  readonly arrivals: Arrival[] = [];
  readonly #options: RecordOptions;

  constructor(options: RecordOptions) {
    this.#options = options;
  }

  readonly respond: Respond = ({ path, headers, body }, response) => {
    const event = JSON.parse(body) as {
      id: string;
      sequence: number;
      created_at: string;
      data: { object: { id: string } };
    };
    const seen = {
      tag: path.split('/')[1]!,
      atUs: this.#options.clock(),
      headers,
      body,
      deliveryId: headers['wth-delivery-id'] as string,
      eventId: event.id,
      resourceId: event.data.object.id,
      sequence: event.sequence,
      createdUs: parseTime(event.created_at)!,
    };
    const fate = this.#options.fateOf(seen);
    this.arrivals.push({ ...seen, fate });
    this.#answer(fate, response);
  };

  #answer(fate: Fate, response: http.ServerResponse): void {
    if (fate === 'accept') response.end();
    else if (fate === 'error') response.writeHead(500).end();
    else if (fate === 'pause')
      response.writeHead(503, { 'Retry-After': `${this.#options.pauseSeconds}` }).end();
    else if (fate === 'reset') response.socket?.destroy();
  }
}

/** A line per request, for a report. */
export function describeArrivals(arrivals: readonly Arrival[]): string {
  const lines = arrivals.map((it) => {
    const ageMs = Math.round((it.atUs - it.createdUs) / 1000);
    const attempt = it.headers['wth-delivery-attempt'];
    return `${it.tag.slice(0, 4)} ${it.sequence} of ${it.resourceId.slice(-4)}, attempt ${attempt}, ${ageMs} ms old: ${it.fate}`;
  });
  return lines.join('\n');
}
