import type { Cast } from './demo-cast.ts';
import { DemoClient } from './demo-client.ts';

type Mode = 'live' | 'test';
type SetUp = Omit<Cast, 'platform'>;

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
  readonly prefix: string;
  readonly status: 'active' | 'revoked' | 'expired';
}

interface Endpoint {
  readonly id: string;
  readonly description: string | null;
  readonly consecutive_failures: number;
}

interface Integration {
  readonly is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly api_keys: readonly ApiKey[];
  readonly webhook_endpoints: readonly Endpoint[];
}

const KEY_NAME = 'Demo platform';
const ENDPOINT_DESCRIPTION = 'Receiver of the demo';
/** The hub then holds back everything but one probe, on its retry schedule. */
const FAILURES_UNTIL_PROBING = 5;

const getIntegration = async (dealer: DemoClient): Promise<Integration> =>
  (await dealer.expect<Integration>(200, 'GET', '/api/dashboard/integration')).body;

/** Keys, endpoint and going live: each found as it is, or else made. @returns the dealer's platform */
export async function prepareIntegration(setUp: SetUp): Promise<DemoClient> {
  const { screen, dealer, memory, receiver, hub, signal } = setUp;
  const integration = await getIntegration(dealer);
  const liveKey = await prepareKey(setUp, integration, 'live');
  const testKey = await prepareKey(setUp, integration, 'test');
  await memory.remember({ liveKey, testKey });
  screen.done('a live key and a test key; the sandbox has copies of the stock');
  await prepareEndpoint(setUp, integration);
  screen.done(`webhooks go to ${receiver.url}`);
  if (!integration.is_enabled || integration.is_test_mode) {
    await dealer.expect(200, 'PATCH', '/api/dashboard/integration', {
      is_enabled: true,
      is_test_mode: false,
    });
  }
  screen.done('the integration is live');
  return new DemoClient(hub.localUrl, { Authorization: `Bearer ${liveKey}` }, signal);
}

async function prepareKey({ dealer, memory }: SetUp, { api_keys }: Integration, mode: Mode): Promise<string> {
  const known = mode === 'live' ? memory.facts.liveKey : memory.facts.testKey;
  const ours = api_keys.filter(
    (key) => key.name === KEY_NAME && key.mode === mode && key.status === 'active',
  );
  if (known !== null && ours.some((key) => known.startsWith(key.prefix))) return known;
  // An interrupted start made them; nobody knows them any more.
  for (const { id } of ours) await dealer.expect(204, 'DELETE', `/api/dashboard/api-keys/${id}`);
  const made = await dealer.expect<{ key: string }>(201, 'POST', '/api/dashboard/api-keys', {
    mode,
    name: KEY_NAME,
  });
  return made.body.key;
}

async function prepareEndpoint(setUp: SetUp, integration: Integration): Promise<void> {
  const { dealer, memory, receiver } = setUp;
  const wanted = {
    url: receiver.url,
    events: ['*'],
    mode: 'all',
    skip_own_writes: false,
    description: ENDPOINT_DESCRIPTION,
  };
  const found = integration.webhook_endpoints.find(({ description }) => description === ENDPOINT_DESCRIPTION);
  if (found === undefined) {
    const made = await dealer.expect<Endpoint & { signing_secret: string }>(
      201,
      'POST',
      '/api/dashboard/webhook-endpoints',
      wanted,
    );
    await keepSecret(setUp, made.body.id, made.body.signing_secret);
    return;
  }
  const path = `/api/dashboard/webhook-endpoints/${found.id}`;
  if (found.id !== memory.facts.endpointId || memory.facts.signingSecret === null) {
    await renewSecret(setUp, found.id);
  }
  if (found.consecutive_failures >= FAILURES_UNTIL_PROBING) {
    await dealer.expect(200, 'PATCH', path, { is_enabled: false });
  }
  await dealer.expect(200, 'PATCH', path, { ...wanted, is_enabled: true });
  await memory.remember({ receiverPort: receiver.port });
}

/** For a secret that an interrupted start lost, or that was rotated behind the demo's back. */
export async function renewSecret(setUp: SetUp, endpointId: string): Promise<void> {
  const path = `/api/dashboard/webhook-endpoints/${endpointId}/rotate-secret`;
  const rotated = await setUp.dealer.expect<{ signing_secret: string }>(200, 'POST', path, {
    grace_hours: 0,
  });
  await keepSecret(setUp, endpointId, rotated.body.signing_secret);
}

async function keepSecret(
  { memory, receiver }: Pick<SetUp, 'memory' | 'receiver'>,
  endpointId: string,
  signingSecret: string,
): Promise<void> {
  receiver.useSecret(signingSecret);
  await memory.remember({ endpointId, signingSecret, receiverPort: receiver.port });
}
