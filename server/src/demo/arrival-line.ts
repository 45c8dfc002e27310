import type { Arrival } from './demo-receiver.ts';
import { cell, columns, cyan, dim, green, red, yellow } from './terminal.ts';

/** The longest type, `integration.test_event`. */
const TYPE_WIDTH = 22;
/** From here on the whole delivery id fits. */
const COLUMNS_FOR_ID = 108;
const ID_TAIL = 8;

/** One delivery as one line of at most 80 columns; the whole delivery id in a wide terminal. */
export function arrivalLine(arrival: Arrival): string {
  const { event, attempt } = arrival;
  if (event === null) return `  ${red('← ✖ refused: the signature is missing, wrong or too old')}`;
  const sequence = `${event.livemode ? 'live' : 'test'} #${event.sequence}`;
  const attemptCell = cell(`try ${attempt}`, 6);
  return [
    `  ${cyan('←')} ${cell(event.type, TYPE_WIDTH)} ${green('✔ verified')}`,
    `  ${cell(sequence, 9)} ${attempt > 1 ? yellow(attemptCell) : attemptCell}`,
    ` ${dim(formatLatency(arrival.latencyMs).padStart(7))}  ${dim(shownId(arrival.deliveryId))}`,
    arrival.answer === 200 ? '' : ` ${red(String(arrival.answer))}`,
  ].join('');
}

function formatLatency(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

/** Ids begin with their time, so neighbours differ at the end. */
function shownId(id: string): string {
  return columns() >= COLUMNS_FOR_ID ? id : `…${id.slice(-ID_TAIL)}`;
}
