import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { installSdk } from './support/install-sdk.ts';
import { ProgramProcess } from './support/program-process.ts';
import { describeWithTools, toolPath, toolsFolder } from './support/tools.ts';
import { createWebhookTarget } from './support/webhook-target.ts';

const PACKAGES = ['next', 'react', 'react-dom', 'typescript', '@types/react', '@types/node'];
const BUILD_MS_MAX = 180_000;
const SETTINGS = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
const LAYOUT = `import type { ReactNode } from 'react';

export default ({ children }: { children: ReactNode }) => <html><body>{children}</body></html>;
`;

/** As the SDK's README shows it. */
async function readRoute(): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, '../sdk/README.md'), 'utf8');
  return /```ts\n(\/\/ app\/webhooks\/route\.ts\n.*?)```/s.exec(readme)![1]!;
}

/** Below the tools, so that it finds them. */
async function createApp(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(toolsFolder(), 'next-app-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await installSdk(folder);
  return folder;
}

describeWithTools('a shop in Next', PACKAGES, () => {
  const scene = hubForFile();
  const next = toolPath('next/dist/bin/next');
  let folder: string;
  let app: ProgramProcess | undefined;
  beforeAll(async () => {
    const route = await readRoute();
    folder = await createApp({
      'package.json': JSON.stringify({ private: true, type: 'module' }),
      'app/layout.tsx': LAYOUT,
      'app/webhooks/route.ts': route,
      'app/edge/route.ts': `${route}export const runtime = 'edge';\n`,
    });
    const env = { ...process.env, ...SETTINGS, WTH_WEBHOOK_SECRET: 'whsec_unknown' };
    await promisify(execFile)(process.execPath, [next, 'build'], { cwd: folder, env });
  }, BUILD_MS_MAX);
  afterAll(async () => {
    await app?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes signed webhooks and refuses forged ones, on Node and on its edge runtime', async () => {
    const dealer = await createDealer(scene.hub);
    const target = await createWebhookTarget(dealer);
    const args = [next, 'start', '-p', '0', '-H', '127.0.0.1'];
    app = new ProgramProcess(folder, process.execPath, args, {
      ...SETTINGS,
      WTH_WEBHOOK_SECRET: target.secret,
    });
    const origin = await app.shows(/Local: +(http:\S+)/);
    await target.expectReceiverAt(`${origin}/webhooks`);
    await target.expectReceiverAt(`${origin}/edge`);
    expect(app.output.match(/^listing\.published$/gm)).toHaveLength(2);
  });
});
