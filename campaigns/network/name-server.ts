import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { encodeAnswer, type Question, readQuestion } from './dns-message.ts';

/** Addresses of either family, at once or late; `nxdomain` and `servfail` as codes; `silent` never answers; `garbage` is no DNS. */
export type ZoneAnswer = readonly string[] | Late | 'nxdomain' | 'servfail' | 'silent' | 'garbage';

interface Late {
  readonly afterMs: number;
  readonly addresses: readonly string[];
}

/** What a name has now. A function is asked at each question for an IPv4 address, and its answer kept for IPv6. */
type Entry = ZoneAnswer | (() => ZoneAnswer);

/** What UDP carries without being cut into packets; longer answers are asked again by TCP. */
const UDP_BYTES_MAX = 1_232;
const A = 1;

/** A DNS server on loopback, by UDP and TCP, that knows the names it was told. */
export class NameServer {
  readonly #entries = new Map<string, Entry>();
  readonly #udp: Socket;
  readonly #tcp: net.Server;
  readonly #connections = new Set<net.Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #questions = 0;

  constructor(udp: Socket, tcp: net.Server) {
    this.#udp = udp;
    this.#tcp = tcp;
    udp.on('message', (message, from) => this.#answerByUdp(message, from));
    tcp.on('connection', (socket) => this.#serve(socket));
  }

  static async listen(): Promise<NameServer> {
    const tcp = net.createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const udp = createSocket('udp4');
    udp.bind((tcp.address() as net.AddressInfo).port, '127.0.0.1');
    await once(udp, 'listening');
    return new NameServer(udp, tcp);
  }

  get address(): string {
    return `127.0.0.1:${this.#udp.address().port}`;
  }

  /** How often it was asked. */
  get questions(): number {
    return this.#questions;
  }

  /** @param name in lower case, as DNS carries it */
  set(name: string, entry: Entry): void {
    this.#entries.set(name, entry);
  }

  async close(): Promise<void> {
    for (const socket of this.#connections) socket.destroy();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#udp.close();
    this.#tcp.close();
    await once(this.#tcp, 'close');
  }

  #answerByUdp(message: Buffer, from: RemoteInfo): void {
    this.#answer(message, UDP_BYTES_MAX, (answer) => this.#udp.send(answer, from.port, from.address));
  }

  #serve(socket: net.Socket): void {
    this.#connections.add(socket);
    socket.on('close', () => this.#connections.delete(socket));
    // The resolver has gone away.
    socket.on('error', () => {});
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        this.#answer(received.subarray(2, end), 0xffff, (answer) => {
          const length = Buffer.alloc(2);
          length.writeUInt16BE(answer.length);
          socket.write(Buffer.concat([length, answer]));
        });
        received = received.subarray(end);
      }
    });
  }

  #answer(message: Buffer, bytesMax: number, reply: (answer: Buffer) => void): void {
    this.#questions += 1;
    const question = readQuestion(message);
    const found = this.#find(question);
    if (found === 'silent') return;
    if (found === 'garbage') reply(Buffer.concat([message.subarray(0, 2), Buffer.alloc(40, 0xff)]));
    else if (typeof found === 'object' && 'afterMs' in found) this.#replyLate(question, found, reply);
    else reply(encodeAnswer(question, found, bytesMax));
  }

  #replyLate(question: Question, { afterMs, addresses }: Late, reply: (answer: Buffer) => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      reply(encodeAnswer(question, addresses, UDP_BYTES_MAX));
    }, afterMs);
    this.#timers.add(timer);
  }

  #find({ name, type }: Question): ZoneAnswer {
    const entry = this.#entries.get(name) ?? 'nxdomain';
    if (typeof entry !== 'function') return entry;
    // Of one lookup's two questions the one for IPv6 must not count as another lookup.
    return type === A ? entry() : [];
  }
}
