import { setTimeout as delay } from 'node:timers/promises';
import { readMemoryMb } from '../../bench/memory.ts';
import { eventually } from '../../e2e/support/eventually.ts';
import type { CampaignFigure, CampaignResult, Tried } from '../campaign.ts';
import { describeWrong, type Probed, p99, probe } from './probe.ts';
import type { LoadScene } from './scene.ts';
import { drip, type HostileSocket, open, openMany } from './sockets.ts';

const SLOW = 200;
const HUGE = 20;
const HEADER_BYTES = 1024 * 1024;
const PIPELINED = 1_000;
/** A connection without complete headers lives for 15 s and up to 5 s until it is looked at; some for a busy machine. */
const CLOSED_MS_MAX = 30_000;
/** What an idle connection may cost; it takes about 13 kB. */
const IDLE_KB_MAX = 50;

const HEAD = 'Host: hub\r\n';
const SLOW_HEADERS = `GET /api/v1/health HTTP/1.1\r\n${HEAD}X-Slow: `;
/** Its body never ends within the time of this campaign. */
const SLOW_BODY = `POST /api/v1/customers HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n`;

export interface HostileConnections {
  readonly result: CampaignResult;
  /** Waits until the hub has closed what it must not keep; to call last. */
  readonly finish: () => Promise<string[]>;
}

/** Idle, slow, huge and pipelined connections, while the bystander reads and sells. Idle and slow ones stay. */
export async function connectHostile(scene: LoadScene): Promise<HostileConnections> {
  const { hub, bystander, isShort, log } = scene;
  const idleCount = isShort ? 2_000 : 10_000;
  const measuredMs = isShort ? 2_000 : 6_000;
  const quiet = await probe(bystander, delay(measuredMs));
  const beforeMb = await readMemoryMb(hub.pid, 'VmRSS');
  const idle = await openMany(hub.origin, idleCount, '');
  const headers = await openMany(hub.origin, SLOW, SLOW_HEADERS);
  const bodies = await openMany(hub.origin, SLOW, SLOW_BODY);
  const endDrip = drip([...headers, ...bodies]);
  const answers = askBadly(hub.origin);
  const during = await probe(bystander, Promise.all([answers, delay(measuredMs)]));
  const idleKb = (1_000 * ((await readMemoryMb(hub.pid, 'VmRSS')) - beforeMb)) / idleCount;
  log(`${idleCount} idle connections cost ${idleKb.toFixed(1)} kB each`);
  const findings = [...(await answers), ...judge(during, idleKb)];
  return {
    result: { tried: triedOf(idleCount), figures: figuresOf(quiet, during, idleKb), findings },
    async finish() {
      const open = await findOpen([...idle, ...headers]);
      endDrip();
      for (const { socket } of [...idle, ...headers, ...bodies]) socket.destroy();
      return open;
    },
  };
}

function judge(during: Probed, idleKb: number): string[] {
  const findings: string[] = [];
  const wrong = describeWrong(during.wrong);
  if (wrong !== '' || during.shed > 0) {
    findings.push(`beside hostile connections another client met ${wrong} and ${during.shed} times 503`);
  }
  if (idleKb > IDLE_KB_MAX) findings.push(`an idle connection costs the hub ${idleKb.toFixed(0)} kB`);
  return findings;
}

const triedOf = (idleCount: number): Tried[] => [
  { what: 'idle connections at once', times: idleCount },
  { what: 'connections that send headers or a body byte by byte', times: 2 * SLOW },
  { what: 'requests with 1 MiB of headers', times: HUGE },
  { what: 'requests pipelined over one connection', times: PIPELINED },
];

const figuresOf = (quiet: Probed, during: Probed, idleKb: number): CampaignFigure[] => [
  { name: 'memory of an idle connection', value: idleKb, unit: 'kB' },
  { name: "p99 of a client's reads, before hostile connections", value: p99(quiet.readMs), unit: 'ms' },
  { name: "p99 of a client's reads, beside them", value: p99(during.readMs), unit: 'ms' },
  { name: "p99 of a client's orders, before them", value: p99(quiet.orderMs), unit: 'ms' },
  { name: "p99 of a client's orders, beside them", value: p99(during.orderMs), unit: 'ms' },
];

async function askBadly(origin: string): Promise<string[]> {
  const huge = await Promise.all(Array.from({ length: HUGE }, () => sendHugeHeaders(origin)));
  const bad = huge.filter((answer) => answer !== 'HTTP/1.1 431' && answer !== '');
  const findings = bad.length === 0 ? [] : [`1 MiB of headers was answered ${[...new Set(bad)].join(', ')}`];
  return [...findings, ...(await pipeline(origin))];
}

/** The first words of the answer; none when the hub closed before they could be read. */
async function sendHugeHeaders(origin: string): Promise<string> {
  const hostile = await open(origin);
  hostile.socket.write(`GET /api/v1/health HTTP/1.1\r\n${HEAD}X-Huge: ${'x'.repeat(HEADER_BYTES)}\r\n\r\n`);
  await settled(() => hostile.isClosed);
  return hostile.isClosed ? hostile.text.slice(0, 'HTTP/1.1 431'.length) : 'by nothing';
}

/** Each is answered, in its order: every second one is of a page that is not there. */
async function pipeline(origin: string): Promise<string[]> {
  const hostile = await open(origin);
  const path = (index: number): string => (index % 2 === 0 ? '/api/v1/health' : '/api/v1/nowhere');
  for (let index = 0; index < PIPELINED; index += 1) {
    hostile.socket.write(`GET ${path(index)} HTTP/1.1\r\n${HEAD}\r\n`);
  }
  const statuses = () => [...hostile.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
  await settled(() => statuses().length === PIPELINED || hostile.isClosed);
  const count = statuses();
  hostile.socket.destroy();
  const wrong = count.findIndex((status, index) => status !== (index % 2 === 0 ? '200' : '404'));
  if (count.length === PIPELINED && wrong === -1) return [];
  return [
    `of ${PIPELINED} pipelined requests ${count.length} were answered, the first wrong one is no ${wrong}`,
  ];
}

/** Those that never sent a whole request must not be kept. */
async function findOpen(sockets: readonly HostileSocket[]): Promise<string[]> {
  const left = () => sockets.filter(({ isClosed }) => !isClosed).length;
  if (await settled(() => left() === 0)) return [];
  return [
    `after ${CLOSED_MS_MAX / 1000} s ${left()} of ${sockets.length} connections without a request are open`,
  ];
}

/** Whether it became true in time. */
async function settled(isTrue: () => boolean): Promise<boolean> {
  return await eventually('it is so', isTrue, CLOSED_MS_MAX).catch(() => false);
}
