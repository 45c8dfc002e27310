import type { FastifyInstance } from 'fastify';

/** `METHOD /path` of every route that the server really has, without HEAD and without the files of dashboard and docs. */
export function listRoutes(app: FastifyInstance): string[] {
  const routes: string[] = [];
  const parents: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const found = /^([│├└─ ]*)(\S+) \(([A-Z, ]+)\)$/.exec(line);
    if (found === null) continue;
    const [, indent, step, methods] = found as unknown as [string, string, string, string];
    const depth = indent.length / 4;
    const parent = parents[depth - 2] ?? '';
    const path = `${parent === '/' ? '' : parent}${depth === 2 && parent === '/' ? '/' : ''}${step}`;
    parents[depth - 1] = path;
    if (/^\/(assets|docs)\//.test(path)) continue;
    for (const method of methods.split(', ')) if (method !== 'HEAD') routes.push(`${method} ${path}`);
  }
  return routes.sort();
}
