import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An advisory that is known and has a reason why it does no harm here. */
interface AuditException {
  /** Its address at GitHub ends with it. */
  readonly advisory: `GHSA-${string}`;
  readonly package: string;
  readonly reason: string;
  /** From this day on it counts again: `YYYY-MM-DD`. */
  readonly until: string;
}

interface Advisory {
  readonly name: string;
  readonly title: string;
  readonly url: string;
  readonly severity: string;
}

const CLEAN = 0;
const FOUND = 1;
const NOT_CHECKED = 3;

const EXCEPTIONS = join(import.meta.dirname, 'audit-exceptions.json');

/** Asks the registry by `npm audit`, which has the addresses and credentials of this machine. */
function readAdvisories(): Advisory[] | { readonly failure: string } {
  const { stdout, stderr, error } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  if (error) return { failure: error.message };
  const report = parseReport(stdout);
  if (report?.vulnerabilities === undefined) {
    return { failure: report?.message ?? (stderr.trim() || 'npm audit printed nothing') };
  }
  // A text names another entry, through which the advisory came.
  const advisories = Object.values(report.vulnerabilities).flatMap(({ via }) =>
    via.filter((it) => typeof it !== 'string'),
  );
  return [...new Map(advisories.map((it) => [`${it.name} ${it.url}`, it])).values()];
}

interface Report {
  readonly message?: string;
  readonly vulnerabilities?: Readonly<Record<string, { readonly via: (Advisory | string)[] }>>;
}

function parseReport(text: string): Report | null {
  try {
    return JSON.parse(text) as Report;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const advisoryIdOf = ({ url }: Advisory): string => url.slice(url.lastIndexOf('/') + 1);

/** @returns the exit code: 0 clean, 1 something to do, 3 the registry did not answer, so that nothing was checked */
function audit(exceptions: readonly AuditException[], today: string): number {
  const advisories = readAdvisories();
  if ('failure' in advisories) {
    console.error(`npm audit: NOT CHECKED, the registry gives no advisories: ${advisories.failure}`);
    return NOT_CHECKED;
  }
  const isFor = (advisory: Advisory) => (it: AuditException) =>
    it.advisory === advisoryIdOf(advisory) && it.package === advisory.name;
  const unexplained = advisories.filter(
    (advisory) => !exceptions.some((it) => isFor(advisory)(it) && today < it.until),
  );
  const stale = exceptions.filter((it) => !advisories.some((advisory) => isFor(advisory)(it)));
  for (const it of unexplained)
    console.error(`npm audit: ${it.severity} in ${it.name}: ${it.title} ${it.url}`);
  for (const it of stale)
    console.error(`npm audit: ${it.advisory} in ${it.package} is over; remove the exception`);
  if (unexplained.length + stale.length > 0) return FOUND;
  console.log(`npm audit: clean, with ${exceptions.length} explained exceptions`);
  return CLEAN;
}

const file = process.env.AUDIT_EXCEPTIONS ?? EXCEPTIONS;
const exceptions = JSON.parse(readFileSync(file, 'utf8')) as AuditException[];
process.exitCode = audit(exceptions, new Date().toISOString().slice(0, 10));
