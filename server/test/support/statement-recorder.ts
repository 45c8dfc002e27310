import type pg from 'pg';
import { normalise } from './dealer-scope.ts';

type Query = string | { readonly text: string };

/** Collects the statements that go over a pool's connections from now on, each once. Attach it before the first query. */
export class StatementRecorder {
  readonly statements = new Set<string>();

  attach(pool: pg.Pool): void {
    pool.on('connect', (client) => {
      const send = client.query.bind(client) as (...args: unknown[]) => unknown;
      const record = (...args: [Query, ...unknown[]]): unknown => {
        this.statements.add(normalise(typeof args[0] === 'string' ? args[0] : args[0].text));
        return send(...args);
      };
      client.query = record as typeof client.query;
    });
  }
}
