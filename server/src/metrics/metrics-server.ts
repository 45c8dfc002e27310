import http from 'node:http';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/metrics`, and `/healthz` for processes without another port. */
export async function startMetricsServer(
  metrics: Metrics,
  port: number,
  host: string,
): Promise<MetricsServer> {
  const server = http.createServer(async (request, response) => {
    if (request.url === '/healthz') return void response.end('{"status":"ok"}');
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    const text = await metrics.read();
    response.setHeader('Content-Type', metrics.contentType);
    response.end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
