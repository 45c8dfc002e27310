import { Resolver } from 'node:dns/promises';

// Loaded into a hub before its own code (`node --import`): names are asked of the campaign's server.
const server = process.env.CAMPAIGN_NAME_SERVER;
if (server !== undefined) {
  const turned = new WeakSet<Resolver>();
  for (const method of ['resolve4', 'resolve6'] as const) {
    const resolve = Resolver.prototype[method] as (name: string) => Promise<string[]>;
    Resolver.prototype[method] = function ask(this: Resolver, name: string) {
      // Servers can't be changed while a query is under way.
      if (!turned.has(this)) this.setServers([server]);
      turned.add(this);
      return resolve.call(this, name);
    } as never;
  }
}
