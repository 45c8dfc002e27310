import { UsageError } from './cli-error.ts';
import { defineCommand } from './command.ts';
import { CONNECTION_OPTIONS, connect } from './connection.ts';
import { EVENT_TYPE_LIST, parseEventType } from './event-types.ts';

export const triggerCommand = defineCommand({
  name: 'trigger',
  summary: 'Makes an event really happen in the sandbox, and prints it.',
  positionals: ['<event type>'],
  options: CONNECTION_OPTIONS,
  details: `
Needs a test key. Something in the sandbox is published, changed, sold …: feed, stream and endpoints hear of it.

Event types:
${EVENT_TYPE_LIST}

Example:
  $ wth trigger order.received`,
  run: async ({ options, positionals: [text] }, { env, signal, write }) => {
    if (text === undefined) throw new UsageError(`which event type?\n\nEvent types:\n${EVENT_TYPE_LIST}`);
    const type = parseEventType(text);
    const event = await connect(options, env).makeTestEvent(type, { signal });
    write(`${JSON.stringify(event, null, 2)}\n`);
    return 0;
  },
});
