import { validFor } from '../network/contained-network.ts';
import type { Issued } from '../network/issue-certificate.ts';
import type { ZoneAnswer } from '../network/name-server.ts';
import { type BadReceiver, delivers, fails, type Place } from './bad-receiver.ts';
import { saying, silence, status } from './behaviours.ts';

const MANY = 1_000;
const GOOD = '127.0.0.1';
const FORBIDDEN = '127.0.0.2';

/** By the resolver or by the attempt, whoever waits less long. */
const GIVEN_UP = ['dns', 'timeout'];
const SLOW_NAME_SERVER_MS = 400;

const numbered = (base: string): string[] =>
  Array.from({ length: MANY }, (_, i) => `${base}.${i >> 8}.${i & 0xff}`);

/** A name in the operator's own network, so that plain http may lead there. */
const named =
  (name: string, answer: ZoneAnswer | (() => ZoneAnswer)) =>
  async ({ network, goodPort }: Place): Promise<string> => {
    network.names.set(`${name}.test`, answer);
    return `http://${name}.test:${goodPort}/bad`;
  };

const rebinding = (): (() => ZoneAnswer) => {
  let lookups = 0;
  return () => [lookups++ % 2 === 0 ? FORBIDDEN : GOOD];
};

const NAMES: readonly BadReceiver[] = [
  fails('has a name that does not exist', 'dns', named('missing', 'nxdomain')),
  fails('has a name without addresses', 'dns', named('empty', [])),
  fails('has a name server that fails', 'dns', named('failing', 'servfail')),
  {
    name: 'has a name server that hangs',
    attempts: GIVEN_UP,
    ends: 'failed',
    open: named('hanging', 'silent'),
  },
  {
    name: 'has a name server that talks nonsense',
    attempts: GIVEN_UP,
    ends: 'failed',
    open: named('nonsense', 'garbage'),
  },
  delivers('has a slow name server', 200, named('slow', { afterMs: SLOW_NAME_SERVER_MS, addresses: [GOOD] })),
  {
    name: 'changes its address between lookups',
    attempts: [200, 'blocked_address'],
    ends: 'either',
    open: named('rebinding', rebinding()),
  },
  delivers(
    'has 999 forbidden addresses and a permitted one',
    200,
    named('crowd', [...numbered('10.7').slice(1), GOOD]),
  ),
  fails('has 1,000 forbidden addresses', 'blocked_address', named('forbidden-crowd', numbered('10.7'))),
  fails('has 1,000 permitted addresses that refuse', 'connection_refused', async (place) => {
    place.network.names.set('dead-crowd.test', numbered('127.1'));
    return `http://dead-crowd.test:${await place.farm.closedPort()}/bad`;
  }),
  delivers('is on IPv6 only', 200, async ({ farm, network }) => {
    network.names.set('six.test', ['::1']);
    return `http://six.test:${await farm.onRequest(saying(status(200)), '::1')}/bad`;
  }),
  fails('is on IPv6 only and refuses', 'connection_refused', async ({ farm, network }) => {
    network.names.set('six-closed.test', ['::1']);
    return `http://six-closed.test:${await farm.closedPort()}/bad`;
  }),
];

const secured =
  (host: string, certify: (place: Place) => Issued) =>
  async (place: Place): Promise<string> => {
    place.network.names.set(host, [GOOD]);
    const { cert, key } = certify(place);
    const port = await place.farm.onSecureRequest({ cert, key }, saying(status(200)));
    return `https://${host}:${port}/bad`;
  };

const YEARS_AGO = { notBefore: new Date('2001-01-01'), notAfter: new Date('2002-01-01') };
const YEARS_AHEAD = { notBefore: new Date('2048-01-01'), notAfter: new Date('2049-01-01') };

const CERTIFICATES: readonly BadReceiver[] = [
  delivers(
    'has a good certificate',
    200,
    secured('good.test', ({ network }) => network.certify(['good.test'])),
  ),
  fails(
    'has an expired certificate',
    'tls',
    secured('expired.test', ({ network }) => network.certify(['expired.test'], YEARS_AGO)),
  ),
  fails(
    'has a certificate of the future',
    'tls',
    secured('early.test', ({ network }) => network.certify(['early.test'], YEARS_AHEAD)),
  ),
  fails(
    'has a self-signed certificate',
    'tls',
    secured('self.test', ({ network }) => network.certify(['self.test'], { issuer: null })),
  ),
  fails(
    'has a certificate of another host',
    'tls',
    secured('wrong.test', ({ network }) => network.certify(['right.test'])),
  ),
  fails(
    'has a certificate of an unknown authority',
    'tls',
    secured('unknown.test', ({ network }) => {
      const issuer = network.certify(['unknown-authority.test'], { ...validFor(1), issuer: null });
      return network.certify(['unknown.test'], { issuer });
    }),
  ),
];

const PROTOCOLS: readonly BadReceiver[] = [
  fails('speaks no TLS', 'tls', async ({ goodPort }) => `https://${GOOD}:${goodPort}/bad`),
  fails(
    'never answers the TLS handshake',
    'timeout',
    async ({ farm }) => `https://${GOOD}:${await farm.onConnection(silence)}/bad`,
  ),
  fails('speaks HTTP/2 only', 'tls', async ({ farm, network }) => {
    network.names.set('two.test', [GOOD]);
    return `https://two.test:${await farm.http2(network.certify(['two.test']))}/bad`;
  }),
  fails(
    'speaks HTTP/2 only, in plain text',
    'protocol',
    async ({ farm }) => `http://${GOOD}:${await farm.http2(null)}/bad`,
  ),
];

export const BAD_PLACES = [...NAMES, ...CERTIFICATES, ...PROTOCOLS];
