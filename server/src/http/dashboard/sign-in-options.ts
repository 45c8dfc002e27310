import type { RouteOptions } from 'fastify';
import type { Accounts } from '../dependencies.ts';
import { JSON_TYPE } from '../plugins/errors.ts';
import { input } from '../v1/schemas/schema-parts.ts';

/** What the sign-in page may offer; needs no session. */
export function signInOptionsRoute(accounts: Accounts): RouteOptions {
  return {
    method: 'GET',
    url: '/api/dashboard/sign-in-options',
    schema: { querystring: input({}), hide: true },
    handler: async (_request, reply) => {
      const { signUp, passwordReset } = accounts.signInOptions();
      const answer = { object: 'sign_in_options', sign_up: signUp, password_reset: passwordReset };
      return reply.header('Cache-Control', 'no-store').type(JSON_TYPE).send(JSON.stringify(answer));
    },
  };
}
