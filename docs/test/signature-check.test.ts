import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signWebhook } from '../../sdk/src/verify-webhook.ts';

type Check = (secret: string, timestamp: number, rawBody: string, v1: string) => boolean;

const PAGE = join(import.meta.dirname, '../src/pages/integrations/custom.astro');
const SECRET = 'whsec_c2VjcmV0';
const BODY = '{"title":"Ω Speedmaster"}';
const NOW_S = 1_778_146_200;

let folder: string;
let check: Check;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-check-'));
  const [, literal] = /const check = `(.*?)`;/s.exec(await readFile(PAGE, 'utf8'))!;
  const [imports, ...lines] = literal!.replaceAll('\\', '').split('\n');
  const body = [...lines, 'return isGenuine;'].join('\n');
  const program = `${imports}\nexport const check = (secret, timestamp, rawBody, v1) => {\n${body}\n};\n`;
  await writeFile(join(folder, 'check.mjs'), program);
  ({ check } = await import(pathToFileURL(join(folder, 'check.mjs')).href));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the signature check on the Custom Integration's page", () => {
  it('takes what the hub has signed', async () => {
    expect(check(SECRET, NOW_S, BODY, await signWebhook(BODY, SECRET, NOW_S))).toBe(true);
  });

  it('refuses what somebody else has signed, and what is no signature at all', async () => {
    const v1 = await signWebhook(BODY, SECRET, NOW_S);
    const wrong = [
      await signWebhook(BODY, 'whsec_x', NOW_S),
      '',
      'zz',
      v1.slice(2),
      `${v1}00`,
      'é'.repeat(64),
    ];
    for (const given of wrong) expect(check(SECRET, NOW_S, BODY, given), given).toBe(false);
    expect(check(SECRET, NOW_S + 1, BODY, v1)).toBe(false);
  });
});
