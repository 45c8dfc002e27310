import { UsageError } from './cli-error.ts';
import { defineCommand } from './command.ts';
import { connect } from './connection.ts';
import { describeForward, FORWARD_OPTIONS, newForwarder } from './forward-options.ts';
import { readEvent } from './listen-command.ts';
import { isSuccess } from './post-webhook.ts';

export const resendCommand = defineCommand({
  name: 'resend',
  summary: 'Sends one event of the last 30 days to a receiver again.',
  positionals: ['<event id>'],
  options: FORWARD_OPTIONS,
  details: `
Give the secret that your receiver knows: the one "wth listen" printed, or that of an endpoint.
Exits with 1 when the receiver does not answer with a 2xx.

Example:
  $ wth resend evt_0196a9d4f3b07c6f8b1e2d3c4b5a6978 --forward-to http://localhost:3000/webhooks --secret whsec_…`,
  run: async ({ options, positionals: [id] }, context) => {
    if (id === undefined)
      throw new UsageError('which event? Add its id, such as evt_…; wth events lists them');
    const hub = connect(options, context.env);
    const forwarder = newForwarder(options, context);
    if (options.secret === undefined) context.write(`Signing secret: ${forwarder.secret}\n`);
    const event = await readEvent(hub, id, context.signal);
    const answer = await forwarder.forward(event);
    context.write(`${describeForward(event, answer)}\n`);
    return isSuccess(answer) ? 0 : 1;
  },
});
