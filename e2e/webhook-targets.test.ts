import { beforeAll, describe, expect, it } from 'vitest';
import { createDealer, type Dealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { Refusal } from './support/shapes.ts';

const scene = hubForFile({ WEBHOOK_ALLOW_PRIVATE_TARGETS: 'false' });
let dealer: Dealer;

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
});

const FORBIDDEN = [
  'http://169.254.169.254/latest/meta-data',
  'https://169.254.169.254/',
  'https://localhost/hook',
  'https://shop.localhost/hook',
  'https://127.0.0.1/hook',
  'https://127.1/hook',
  'https://2130706433/hook',
  'https://0x7f.0.0.1/hook',
  'https://0.0.0.0/hook',
  'https://10.0.0.1/hook',
  'https://172.16.0.1/hook',
  'https://192.168.1.1/hook',
  'https://100.64.0.1/hook',
  'https://224.0.0.1/hook',
  'https://255.255.255.255/hook',
  'https://[::1]/hook',
  'https://[fe80::1]/hook',
  'https://[fd00:ec2::254]/hook',
  'https://[::ffff:10.0.0.1]/hook',
  'https://[64:ff9b::10.0.0.1]/hook',
  'https://[2002:a00:1::]/hook',
  'http://example.com/hook',
  'https://user:password@example.com/hook',
  'ftp://example.com/hook',
];

describe('without a permission of the operator', () => {
  it.each(FORBIDDEN)('%s is refused as an endpoint', async (url) => {
    const answer = await dealer.dashboard.post<Refusal>('/webhook-endpoints', { url });
    expect([answer.status, answer.code, answer.body.error.param]).toEqual([400, 'invalid_parameter', 'url']);
  });

  it.each(FORBIDDEN)('no endpoint can be moved to %s', async (url) => {
    const { webhook_endpoints } = (
      await dealer.dashboard.get<{ webhook_endpoints: { id: string; url: string }[] }>('/integration')
    ).body;
    const endpoint = webhook_endpoints[0] ?? (await dealer.newEndpoint('https://example.com/hook'));
    const answer = await dealer.dashboard.patch(`/webhook-endpoints/${endpoint.id}`, { url });
    expect([answer.status, answer.code]).toEqual([400, 'invalid_parameter']);
  });
});
