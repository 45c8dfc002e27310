import { join } from 'node:path';
import { Child } from '../../bench/child.ts';
import type { LoadHandlers } from '../../bench/load/load-process.ts';
import { startHub } from '../../e2e/support/hub-process.ts';
import { startReceiver } from '../../e2e/support/receiver.ts';
import type { Campaign, CampaignFigure, Tried } from '../campaign.ts';
import { importInBulk } from './bulk-import.ts';
import { connectHostile } from './hostile-connections.ts';
import { overload } from './overload.ts';
import { joinScene } from './scene.ts';

const LOAD_PROCESS = join(import.meta.dirname, '../../bench/load/load-process.ts');

/** More than the hub can take, by one dealer, by all, by sockets, while another dealer reads, sells and is delivered to. */
export const loadCampaign: Campaign = {
  title: 'Load',
  summary:
    'Beyond its capacity a hub must refuse writes with 503 and Retry-After, and nothing else: reads and deliveries go on, ' +
    'and what was answered 201 is there. Idle, slow, huge and pipelined connections and the bulk import of one dealer must ' +
    'not hurt another. Figures are of a shared machine: compare those of one run.',
  async run({ isShort, log }) {
    const hub = await startHub({ DB_POOL_SIZE: '10' });
    const receiver = await startReceiver();
    const load = new Child<LoadHandlers>(LOAD_PROCESS);
    const tried: Tried[] = [];
    const figures: CampaignFigure[] = [];
    const findings: string[] = [];
    try {
      const scene = await joinScene(hub, receiver, load, { isShort, log });
      // Idle and slow connections stay while the rest is tried.
      const hostile = await connectHostile(scene);
      for (const result of [hostile.result, await importInBulk(scene), await overload(scene)]) {
        tried.push(...result.tried);
        figures.push(...result.figures);
        findings.push(...result.findings);
      }
      findings.push(...(await hostile.finish()));
    } finally {
      await load.stop();
      await receiver.close();
      await hub.dispose();
    }
    return { tried, figures, findings };
  },
};
