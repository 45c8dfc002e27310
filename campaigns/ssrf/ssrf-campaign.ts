import type { Socket } from 'node:net';
import { createDealer } from '../../e2e/support/dealer.ts';
import { type HubProcess, startHub } from '../../e2e/support/hub-process.ts';
import type { Campaign, CampaignOptions, CampaignResult } from '../campaign.ts';
import { Ledger } from '../ledger.ts';
import { type ContainedNetwork, openContainedNetwork } from '../network/contained-network.ts';
import { ReceiverFarm } from '../network/receiver-farm.ts';
import { Random } from '../random.ts';
import { REFUSED_URLS } from './host-table.ts';
import { inspectDeliveries } from './inspect-deliveries.ts';
import { inspectEndpoints } from './inspect-endpoints.ts';
import { inspectPhotos } from './inspect-photos.ts';
import { inspectTurning, PUBLIC } from './inspect-turning.ts';
import { brokenUrls, literalCases, namedCases, type TargetCase, wellKnownCases } from './target-case.ts';

const PERMITTED = '127.0.0.9';
/** As it is written, and as an IPv4-mapped address. */
const PERMITTED_FORMS = [PERMITTED, `::ffff:${PERMITTED}`, '::ffff:7f00:9'];

/** WEBHOOK_ALLOW_PRIVATE_TARGETS of each hub; the environment has none in the first. */
const PERMISSIONS = [null, `${PERMITTED}/32`];
/** Of the targets that deliveries go to; all of them are tried as the URLs of endpoints. */
const DELIVERED_SHORT = 40;

export const ssrfCampaign: Campaign = {
  title: 'Server-side request forgery',
  summary: `Every way of writing an address that a webhook must not reach, and names that lead there, as the URL of a new
and of a changed endpoint, in a delivery, in a ping, and as the address of a photo in a listing and in an import; once
without permitted private targets and once with a single one. A finding is a URL that is accepted, an attempt that is
not logged as \`blocked_address\`, and any connection to an address that is neither public nor permitted.`,
  run,
};

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const ledgers = await Promise.all(PERMISSIONS.map((permission) => inspectHub(permission, options)));
  return {
    tried: Ledger.sum(ledgers),
    figures: [],
    findings: ledgers.flatMap(({ findings }) => findings),
  };
}

async function inspectHub(permission: string | null, options: CampaignOptions): Promise<Ledger> {
  const network = await openContainedNetwork();
  const inside = await openInside();
  const hub = await startHub({
    ...network.settings,
    WEBHOOK_ALLOW_PRIVATE_TARGETS: permission ?? 'false',
    WEBHOOK_RETRY_SCHEDULE: '50ms',
  });
  try {
    const ledger = new Ledger(permission === null ? 'nothing permitted' : `${permission} permitted`);
    await inspect({ permission, network, inside, hub, ledger }, options);
    await judgeDials(network, permission, ledger);
    ledger.check(inside.connections() === 0, `a server inside got ${inside.connections()} connections`);
    return ledger;
  } finally {
    await hub.dispose();
    await inside.farm.close();
    await network.close();
  }
}

interface Inside {
  readonly farm: ReceiverFarm;
  readonly port: number;
  readonly connections: () => number;
}

/** What every forbidden connection would reach, of either family. */
async function openInside(): Promise<Inside> {
  const farm = new ReceiverFarm();
  let connections = 0;
  const count = (socket: Socket): void => {
    connections += 1;
    socket.destroy();
  };
  const port = await farm.onConnection(count);
  await farm.onConnection(count, '::1', port);
  return { farm, port, connections: () => connections };
}

interface Inspection {
  readonly permission: string | null;
  readonly network: ContainedNetwork;
  readonly inside: Inside;
  readonly hub: HubProcess;
  readonly ledger: Ledger;
}

async function inspect(inspection: Inspection, options: CampaignOptions): Promise<void> {
  const { permission, network, inside, hub, ledger } = inspection;
  const isPermitted = ({ address }: TargetCase): boolean =>
    permission !== null && PERMITTED_FORMS.includes(address);
  const literal = literalCases(inside.port);
  const wellKnown = wellKnownCases(inside.port, network.names);
  const broken = brokenUrls(inside.port);
  const dealer = await createDealer(hub);
  const urls = [
    ...[...REFUSED_URLS, ...broken].map((url) => ({ url, isPermitted: false })),
    ...literal.map((it) => ({ url: it.url, isPermitted: isPermitted(it) })),
    ...wellKnown.map(({ url }) => ({ url, isPermitted: true })),
  ];
  await inspectEndpoints(dealer, urls, ledger);
  options.log(`${urls.length} URLs of endpoints`);
  // Photos have nothing to do with what is permitted.
  if (permission === null) {
    const good = [...literal, ...wellKnown].map(({ url }) => url);
    await inspectPhotos(dealer, { good, broken }, ledger);
    options.log(`${good.length + broken.length} addresses of photos`);
  }
  const targets = [...literal, ...wellKnown, ...namedCases(inside.port, network.names)];
  const some = options.isShort ? sample(targets, options.seed) : targets;
  await inspectDeliveries(hub, some, isPermitted, ledger);
  options.log(`${some.length} targets of deliveries`);
  const publicPort = await inside.farm.onSecureRequest(network.certify(['*.ssrf.test']), (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
  );
  await inspectTurning(hub, network.names, publicPort, ledger);
}

function sample(cases: readonly TargetCase[], seed: number): TargetCase[] {
  const random = new Random(seed);
  const left = [...cases];
  return Array.from({ length: DELIVERED_SHORT }, () => left.splice(random.below(left.length), 1)[0]!);
}

async function judgeDials(
  network: ContainedNetwork,
  permission: string | null,
  ledger: Ledger,
): Promise<void> {
  const dials = await network.dials();
  ledger.count('connections begun, each address compared with what is permitted', dials.length);
  const permitted = [PUBLIC, ...(permission === null ? [] : PERMITTED_FORMS)];
  for (const { address, port } of dials)
    ledger.check(permitted.includes(address), `${address} was dialled at port ${port}`);
  ledger.check(
    dials.some(({ address }) => address === PUBLIC),
    'nothing public was dialled, so that the watch may be blind',
  );
}
