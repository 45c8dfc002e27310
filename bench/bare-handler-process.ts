import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { serve } from './child.ts';

// The limit of reading: node:http and pg alone, with the hub's statements and its stored JSON texts. No keys, no
// rate limit, no checks. Arguments: the database's URL and the dealer whose live listings it shows.

const [, , connectionString, dealerId] = process.argv;
const pool = new pg.Pool({ connectionString, max: 10 });

const PAGE = `select id, updated_us, public_json from listings
  where dealer_id = $1 and livemode = $2 and published_us is not null`;
const ORDER = 'order by updated_us desc, id desc limit $3';

interface Row {
  readonly id: string;
  readonly updated_us: string;
  readonly public_json: string;
}

async function page(query: URLSearchParams): Promise<string> {
  const limit = Number(query.get('limit'));
  const afterUs = query.get('after_us');
  const { rows } =
    afterUs === null
      ? await pool.query<Row>(`${PAGE} ${ORDER}`, [dealerId, true, limit + 1])
      : await pool.query<Row>(`${PAGE} and (updated_us, id) < ($4::bigint, $5::uuid) ${ORDER}`, [
          dealerId,
          true,
          limit + 1,
          afterUs,
          query.get('after_id'),
        ]);
  const data = rows.slice(0, limit).map((row) => row.public_json);
  const last = rows.length > limit ? rows[limit - 1]! : null;
  const next = last === null ? null : `${last.updated_us}/${last.id}`;
  return `{"object":"list","data":[${data.join(',')}],"has_more":${next !== null},"next_cursor":${JSON.stringify(next)}}`;
}

async function listing(id: string): Promise<string> {
  const { rows } = await pool.query<Row>(
    `select public_json from listings
     where dealer_id = $1 and livemode = $2 and id = $3 and published_us is not null`,
    [dealerId, true, id],
  );
  return rows[0]!.public_json;
}

function send(response: ServerResponse, text: Promise<string>): void {
  text.then(
    (body) => {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    },
    (error: Error) => response.writeHead(500).end(error.message),
  );
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url!, 'http://localhost');
  const id = /^\/listings\/(.+)$/.exec(url.pathname)?.[1];
  send(response, id === undefined ? page(url.searchParams) : listing(id));
});

const handlers = {
  listen: async (_: null): Promise<string> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

export type BareHandlers = typeof handlers;

serve(handlers);
