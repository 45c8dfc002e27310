import { it } from 'vitest';
import { createListing, publishListing } from '../../src/operations/inventory.ts';
import { createOrder } from '../../src/operations/orders.ts';
import { createTestDealer, createTestHub, inWorld, live } from '../support/hub.ts';

it('perf', async () => {
  const hub = await createTestHub();
  const dealerId = await createTestDealer(hub);
  const orig = hub.database.pool.connect.bind(hub.database.pool);
  const t: Record<string, [number, number]> = {};
  let patched = new WeakSet();
  (hub.database.pool as any).connect = async () => {
    const c: any = await orig();
    if (!patched.has(c)) {
      patched.add(c);
      const q = c.query.bind(c);
      c.query = async (text: any, ...rest: any[]) => {
        const s = performance.now();
        try { return await q(text, ...rest); } finally {
          const k = String(typeof text === 'string' ? text : text.text).trim().replace(/\s+/g, ' ').slice(0, 60);
          const e = (t[k] ??= [0, 0]); e[0] += performance.now() - s; e[1]++;
        }
      };
    }
    return c;
  };
  const id = await inWorld(hub, live(dealerId, 'dashboard'), async (w) => {
    const l = await createListing(w, { title: 'x', quantity: 9000, price: { amount: 1, currency: 'EUR' } });
    await publishListing(w, l.id);
    return l.id;
  });
  for (let i = 0; i < 50; i++) await inWorld(hub, live(dealerId), (w) => createOrder(w, { line_items: [{ listing_id: id }], customer: { email: `a${i % 5}@example.com` } }));
  for (const k in t) delete t[k];
  const s = performance.now();
  const cpu = process.cpuUsage();
  const N = 300;
  for (let i = 0; i < N; i++) await inWorld(hub, live(dealerId), (w) => createOrder(w, { line_items: [{ listing_id: id }], customer: { email: `a${i % 5}@example.com` } }));
  const u = process.cpuUsage(cpu); console.log('cpu ms/order user', u.user / N / 1000, 'sys', u.system / N / 1000);
  console.log('ms/order', (performance.now() - s) / N);
  for (const [k, [ms, n]] of Object.entries(t)) console.log((ms / N).toFixed(2), n / N, k);
  await hub.drop();
});
