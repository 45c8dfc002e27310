import type { Behaviour } from '../network/receiver-farm.ts';
import { type BadReceiver, delivers, fails, type Place } from './bad-receiver.ts';
import {
  beginning,
  CHUNKED,
  dripping,
  flooding,
  gzipBomb,
  manyHeaders,
  reset,
  saying,
  sayingThenReset,
  silence,
  status,
} from './behaviours.ts';

const answering =
  (behaviour: Behaviour) =>
  async ({ farm }: Place): Promise<string> =>
    `http://127.0.0.1:${await farm.onRequest(behaviour)}/bad`;

const HINT = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n';

/** Connections that break. */
const BROKEN: readonly BadReceiver[] = [
  fails('refuses', 'connection_refused', async ({ farm }) => `http://127.0.0.1:${await farm.closedPort()}/`),
  fails(
    'resets at once',
    'connection_refused',
    async ({ farm }) => `http://127.0.0.1:${await farm.onConnection(reset)}/`,
  ),
  fails('resets when asked', 'connection_refused', answering(reset)),
  fails('closes without an answer', 'connection_refused', answering(saying(''))),
  fails(
    'resets in the middle of headers',
    'connection_refused',
    answering(sayingThenReset('HTTP/1.1 200 OK\r\nX-')),
  ),
  delivers(
    'resets in the middle of a 200',
    200,
    answering(sayingThenReset(status(200, 'Content-Length: 99\r\n'))),
  ),
  fails(
    'resets in the middle of a 500',
    500,
    answering(sayingThenReset(status(500, 'Content-Length: 99\r\n'))),
  ),
];

/** Answers that take long. */
const SLOW: readonly BadReceiver[] = [
  fails('never answers', 'timeout', answering(silence)),
  fails('drips headers', 'timeout', answering(dripping('HTTP/1.1 200 OK\r\n', () => 'X-A: b\r\n'))),
  fails('drips one header byte by byte', 'timeout', answering(dripping('HTTP/1.1 200 OK\r\nX: ', () => 'x'))),
  delivers('drips a body', 200, answering(dripping(status(200), () => 'x'))),
  fails('drips a body of an error', 502, answering(dripping(status(502), () => 'x'))),
  fails('drips 1xx answers', 'timeout', answering(dripping('', () => HINT))),
  fails('begins and stops', 'timeout', answering(beginning('HTTP/1.1 2'))),
];

/** Answers that are too much. */
const LARGE: readonly BadReceiver[] = [
  delivers('never ends its body', 200, answering(flooding(status(200)))),
  fails('never ends the body of an error', 500, answering(flooding(status(500)))),
  delivers(
    'never ends its chunks of one byte',
    200,
    answering(flooding(CHUNKED, '1\r\nx\r\n'.repeat(2_000))),
  ),
  delivers('never ends a chunk extension', 200, answering(flooding(`${CHUNKED}1;x=`))),
  delivers('never ends its trailers', 200, answering(flooding(`${CHUNKED}0\r\n`, manyHeaders(500)))),
  delivers('sends a gzip bomb', 200, answering(gzipBomb())),
  fails(
    'sends 100,000 headers',
    'protocol',
    answering(saying(`HTTP/1.1 200 OK\r\n${manyHeaders(100_000)}\r\n`)),
  ),
  fails('never ends its headers', 'protocol', answering(flooding('HTTP/1.1 200 OK\r\n', manyHeaders(500)))),
  fails('never ends one header', 'protocol', answering(flooding('HTTP/1.1 200 OK\r\nX-Long: '))),
  fails('never ends its status line', 'protocol', answering(flooding('HTTP/1.1 200 '))),
  fails('floods with 1xx answers', 'protocol', answering(flooding('', HINT.repeat(200)))),
  fails(
    'floods with 100 Continue',
    'protocol',
    answering(flooding('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(500))),
  ),
];

/** Answers that are no HTTP/1.1. */
const WRONG: readonly BadReceiver[] = [
  fails('is an SSH server', 'protocol', answering(saying('SSH-2.0-OpenSSH_9.2\r\n'))),
  fails('has a status of letters', 'protocol', answering(saying('HTTP/1.1 abc\r\n\r\n'))),
  fails('has a status of two digits', 'protocol', answering(saying('HTTP/1.1 20 OK\r\n\r\n'))),
  fails(
    'switches protocols unasked',
    'protocol',
    answering(saying('HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')),
  ),
  fails(
    'has two lengths',
    'protocol',
    answering(saying('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab')),
  ),
  fails(
    'has a negative length',
    'protocol',
    answering(saying('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n')),
  ),
  delivers('answers twice', 200, answering(saying(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`.repeat(2)))),
  delivers('has a bad chunk', 200, answering(saying(`${CHUNKED}zz\r\n`))),
  delivers(
    'answers in bytes that are no text',
    200,
    answering(saying(Buffer.concat([Buffer.from(status(200)), Buffer.alloc(9_000, '\0\xff\xfe', 'latin1')]))),
  ),
];

/** Redirects to where no delivery may go. */
const REDIRECTS: readonly BadReceiver[] = [301, 302, 303, 307, 308].map((code) =>
  fails(`redirects inside with ${code}`, code, async ({ farm, internalUrl }) => {
    const port = await farm.onRequest(
      saying(status(code, `Location: ${internalUrl}\r\nContent-Length: 0\r\n`)),
    );
    return `http://127.0.0.1:${port}/bad`;
  }),
);

export const BAD_ANSWERS = [...BROKEN, ...SLOW, ...LARGE, ...WRONG, ...REDIRECTS];
