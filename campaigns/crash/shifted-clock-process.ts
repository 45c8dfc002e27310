import { readFileSync } from 'node:fs';

// Loaded by `--import` before a process of the hub: shifts its wall clock by what a file says, in milliseconds, whenever
// that changes. Monotonic clocks go on, as they do when a machine's clock is set.

const READ_MS = 25;

const file = process.env.CLOCK_OFFSET_FILE!;
const realNow = Date.now;
let offsetMs = 0;

function readOffset(): void {
  offsetMs = Number(readFileSync(file, 'utf8'));
}

readOffset();
setInterval(readOffset, READ_MS).unref();

Date.now = () => realNow() + offsetMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
});
