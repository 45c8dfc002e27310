import { createInterface } from 'node:readline';
import type { HubEvent } from '../api-shapes.ts';
import type { WatchTraderHub } from '../client.ts';
import { readEventStream } from '../event-stream.ts';
import type { CliContext } from './cli-context.ts';
import { defineCommand } from './command.ts';
import { connect } from './connection.ts';
import { describeFailure } from './describe-failure.ts';
import { parseEventTypes } from './event-types.ts';
import { describeForward, FORWARD_OPTIONS, newForwarder } from './forward-options.ts';
import type { EventToForward, Forwarder } from './forwarder.ts';
import { isSuccess } from './post-webhook.ts';

export const listenCommand = defineCommand({
  name: 'listen',
  summary: 'Forwards events to a receiver on your machine as they happen.',
  options: {
    ...FORWARD_OPTIONS,
    types: { type: 'string', value: '<types>', help: 'Only these, separated by commas; order.* works.' },
  },
  details: `
The key decides what you hear: a test key the sandbox, a live key the live world. No webhook endpoint and no tunnel
are needed. Requests are signed like real deliveries, with a secret that is printed at the start: give it to your
receiver. Nothing is sent again by itself; type "r evt_…" to send an event again, Ctrl-C to end.

Examples:
  $ wth listen --forward-to http://localhost:3000/webhooks
  $ wth listen --forward-to http://localhost:3000/webhooks --types 'order.*,listing.sold'`,
  run: async ({ options }, context) => {
    const hub = connect(options, context.env);
    const forwarder = newForwarder(options, context);
    const types = options.types === undefined ? {} : { types: parseEventTypes(options.types) };
    const { dealer, livemode } = await hub.describeIntegration({ signal: context.signal });
    context.write(
      `Forwarding ${livemode ? 'live' : 'test'} events of ${dealer.name} to ${options['forward-to']}\n` +
        `Signing secret: ${forwarder.secret}\n`,
    );
    return await new Listener(hub, forwarder, context).run({ start: 'latest', ...types });
  },
});

class Listener {
  readonly #hub: WatchTraderHub;
  readonly #forwarder: Forwarder;
  readonly #context: CliContext;
  #isOpen = false;
  #sent = 0;
  #failed = 0;

  constructor(hub: WatchTraderHub, forwarder: Forwarder, context: CliContext) {
    this.#hub = hub;
    this.#forwarder = forwarder;
    this.#context = context;
  }

  async run(query: Parameters<typeof readEventStream>[1]): Promise<number> {
    const { signal, stdin, write } = this.#context;
    const input = createInterface({ input: stdin, terminal: false });
    input.on('line', (line) => void this.#obey(line.trim()));
    try {
      const steps = readEventStream(this.#hub.transport, query, {
        signal,
        onOpen: () => this.#opened(),
        onBroken: () => this.#broken(),
      });
      for await (const { body } of steps) if (body !== null) await this.#forward(body);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      input.close();
      stdin.destroy();
    }
    write(`Stopped. Events sent: ${this.#sent}, refused or failed: ${this.#failed}.\n`);
    return 0;
  }

  #opened(): void {
    if (!this.#isOpen) this.#context.write('Ready. Type "r evt_…" to send an event again, Ctrl-C to end.\n');
    this.#isOpen = true;
  }

  #broken(): void {
    if (this.#isOpen) this.#context.write('The hub is gone; going on where we were as soon as it is back.\n');
    this.#isOpen = false;
  }

  async #forward(body: string): Promise<void> {
    const { id, type } = JSON.parse(body) as HubEvent;
    await this.#send({ id, type, body });
  }

  async #send(event: EventToForward): Promise<void> {
    const answer = await this.#forwarder.forward(event);
    this.#sent += 1;
    if (!isSuccess(answer)) this.#failed += 1;
    this.#context.write(`${describeForward(event, answer)}\n`);
  }

  /** Never rejects: a mistyped line must not end the run. */
  async #obey(line: string): Promise<void> {
    if (line === '') return;
    const id = /^r(?:esend)?\s+(evt_[0-9a-f]{32})$/.exec(line)?.[1];
    if (id === undefined) {
      this.#context.writeError('Type r and an event id, such as: r evt_0196a9d4f3b07c6f8b1e2d3c4b5a6978\n');
      return;
    }
    try {
      await this.#send(await readEvent(this.#hub, id, this.#context.signal));
    } catch (error) {
      if (!this.#context.signal.aborted) this.#context.writeError(`${describeFailure(error)}\n`);
    }
  }
}

/** An event of the feed, ready to be sent. @throws ApiError, ConnectionError */
export async function readEvent(
  hub: WatchTraderHub,
  id: string,
  signal: AbortSignal,
): Promise<EventToForward> {
  const event = await hub.getEvent(id, { signal });
  return { id: event.id, type: event.type, body: JSON.stringify(event) };
}
