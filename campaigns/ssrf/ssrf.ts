import { join } from 'node:path';
import { createDealer, type Dealer } from '../../e2e/support/dealer.ts';
import { eventually } from '../../e2e/support/eventually.ts';
import { type HubProcess, startHub } from '../../e2e/support/hub-process.ts';
import type { Refusal } from '../../e2e/support/shapes.ts';
import type { Campaign, CampaignResult } from '../campaign.ts';
import { type Canary, startCanary } from './canary.ts';
import { type Form, listForms } from './forms.ts';
import { type NameServer, startNameServer } from './name-server.ts';
import { ALTERNATING, addressesOf, BOTH, LEADING_NAMES, PERMITTED } from './names.ts';

/** Connections that are opened by a name which sometimes leads somewhere permitted. */
const REBINDS = { short: 15, long: 60 };

interface Scene {
  readonly hub: HubProcess;
  readonly dealer: Dealer;
  readonly endpointId: string;
  readonly canary: Canary;
  readonly findings: string[];
  readonly counts: Map<string, number>;
}

export const ssrf: Campaign = {
  title: 'Requests into the operator’s network',
  summary:
    'Every way to write an address of a private network, of this machine or of a cloud’s metadata service, as the URL of an endpoint: created, edited, pinged, by names that lead there, by names that change between two lookups, and as a photo. A finding is one that is accepted, or a connection to the server that listens there.',
  run: runSsrf,
};

async function runSsrf({ isShort, log }: Parameters<Campaign['run']>[0]): Promise<CampaignResult> {
  const canary = await startCanary(['127.0.0.1', '::1'], PERMITTED);
  const names = await startNameServer(addressesOf);
  const counts = new Map<string, number>();
  const findings: string[] = [];
  try {
    for (const permitted of [null, `${PERMITTED}/32`]) {
      log(permitted === null ? 'nothing private is permitted' : `${permitted} is permitted`);
      const hub = await startWatchedHub(names, permitted);
      try {
        const dealer = await createDealer(hub);
        const endpoint = await dealer.newEndpoint('https://example.com/hook');
        const scene = { hub, dealer, endpointId: endpoint.id, canary, findings, counts };
        for (const form of listForms(canary.port)) await tryForm(scene, form);
        for (const name of LEADING_NAMES) await tryName(scene, name);
        await tryPhotos(scene);
        if (permitted !== null) await tryRebinding(scene, isShort ? REBINDS.short : REBINDS.long);
        if (canary.connections > 0) findings.push(`${canary.connections} connections reached the canary`);
      } finally {
        await hub.dispose();
      }
    }
  } finally {
    await names.close();
    await canary.close();
  }
  return { tried: [...counts].map(([what, times]) => ({ what, times })), figures: [], findings };
}

/** It asks the campaign's name server. */
async function startWatchedHub(names: NameServer, permitted: string | null): Promise<HubProcess> {
  return await startHub({
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'own-dns-process.ts')}`,
    CAMPAIGN_NAME_SERVER: names.address,
    WEBHOOK_ALLOW_PRIVATE_TARGETS: permitted ?? 'false',
    WEBHOOK_TIMEOUT: '2s',
  });
}

function count({ counts }: Scene, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** As a new endpoint and as an edit of one. */
async function tryForm(scene: Scene, { url, why }: Form): Promise<void> {
  const { dealer, endpointId, findings } = scene;
  count(scene, 'forms of a URL, as a new endpoint and as an edit');
  const created = await dealer.dashboard.post<Refusal>('/webhook-endpoints', { url });
  const edited = await dealer.dashboard.patch<Refusal>(`/webhook-endpoints/${endpointId}`, { url });
  for (const [how, answer] of [
    ['created', created],
    ['edited', edited],
  ] as const) {
    const isRefused = answer.status === 400 && answer.body.error.param === 'url';
    if (!isRefused) findings.push(`${how}: ${JSON.stringify(url)} (${why}) was answered ${answer.status}`);
  }
}

/** Sends a ping to a new endpoint there. @returns how its attempt ended */
async function ping({ dealer }: Scene, url: string): Promise<string> {
  const { id } = await dealer.newEndpoint(url);
  const pinged = await dealer.dashboard.post<{ deliveries: { id: string }[] }>(
    `/webhook-endpoints/${id}/ping`,
  );
  const [delivery] = pinged.body.deliveries;
  const attempt = await eventually(`the ping to ${url} was tried`, async () => {
    const { attempts } = await dealer.delivery(delivery!.id);
    return attempts[0];
  });
  await dealer.dashboard.delete(`/webhook-endpoints/${id}`);
  return attempt.error ?? `answered ${attempt.http_status}`;
}

async function tryName(scene: Scene, name: string): Promise<void> {
  count(scene, 'names that lead there, by a ping');
  const end = await ping(scene, `https://${name}:${scene.canary.port}/hook`);
  if (end !== 'blocked_address') {
    scene.findings.push(`a ping to ${name} (${addressesOf(name).join(', ').slice(0, 80)}) ended as ${end}`);
  }
}

/** A photo's URL is stored and shown; nothing is fetched. */
async function tryPhotos(scene: Scene): Promise<void> {
  for (const host of ['127.0.0.1', '[::1]', 'localhost', LEADING_NAMES[0]!]) {
    count(scene, 'photo URLs, of a listing and of an import');
    const url = `https://${host}:${scene.canary.port}/photo.jpg`;
    await scene.dealer.dashboard.post('/listings', { title: 'Datejust', photos: [{ url }] });
    const form = new FormData();
    form.set('file', new Blob([`stock_number,title,photos\nP-1,Datejust,${url}\n`]), 'photos.csv');
    form.set('options', JSON.stringify({ dry_run: false }));
    await scene.dealer.dashboard.post('/listings/import', form);
  }
}

/** A name that leads now to the permitted address, now to the canary, or to both. */
async function tryRebinding(scene: Scene, times: number): Promise<void> {
  const { canary, findings } = scene;
  for (let tries = 0; tries < times; tries += 1) {
    for (const name of [ALTERNATING, BOTH]) {
      count(scene, 'pings to a name that leads now here, now there');
      await ping(scene, `https://${name}:${canary.port}/hook`);
    }
  }
  if (canary.permittedConnections === 0)
    findings.push('the permitted address was never dialled: nothing was tried');
}
