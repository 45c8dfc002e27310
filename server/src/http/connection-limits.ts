import type { Server, ServerOptions } from 'node:http';

/** To receive a request completely, body included: 8 MiB at 70 KB/s. */
export const REQUEST_TIMEOUT_MS = 120_000;
/** Until the headers are complete, or a new connection's first byte has come. A slow line needs a second. */
const HEADERS_TIMEOUT_MS = 15_000;
/** So much later than its time a connection may be closed. */
const CHECK_MS = 5_000;
/** Request line and headers; more is answered 431. */
const HEADER_BYTES_MAX = 16 * 1024;

/** New connections that wait to be accepted. With Node's 511 a run of 1,500 clients on a busy machine saw 165 resets. */
export const BACKLOG = 4_096;

export const CONNECTION_OPTIONS: ServerOptions = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  connectionsCheckingInterval: CHECK_MS,
  maxHeaderSize: HEADER_BYTES_MAX,
};

/** More of them would be an attack, or the wrong place to meet it: 20,000 idle ones take some 250 MB. */
const CONNECTIONS_MAX = 20_000;
/** The others are for PostgreSQL, deliveries, files: a hub without one of these is down. */
const SHARE_OF_OPEN_FILES = 0.8;

/** Beyond it a new connection is closed at once, those that are there go on. */
export function limitConnections(server: Server): void {
  server.maxConnections = Math.floor(Math.min(CONNECTIONS_MAX, openFilesMax() * SHARE_OF_OPEN_FILES));
}

/** Node.js has raised its own limit to the most it may have; infinite where the system tells none. */
function openFilesMax(): number {
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = report;
  // A report would otherwise look up the names of all peers.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  report.excludeNetwork = excludeNetwork;
  const limit = Number(userLimits?.open_files?.soft);
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
}
