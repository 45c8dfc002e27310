/** One question of RFC 1035. */
export interface Question {
  readonly id: number;
  readonly name: string;
  /** 1 = A, 28 = AAAA. */
  readonly type: number;
  /** The question section as it came. */
  readonly section: Buffer;
}

const HEADER_BYTES = 12;
const TYPES = { A: 1, AAAA: 28 };
const CODES = { servfail: 2, nxdomain: 3 };
const TRUNCATED = 0x0200;
/** An answer that is recursive and authoritative enough for any resolver. */
const RESPONSE = 0x8580;

export function readQuestion(message: Buffer): Question {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  const type = message.readUInt16BE(at + 1);
  const name = labels.join('.').toLowerCase();
  return { id: message.readUInt16BE(0), name, type, section: message.subarray(HEADER_BYTES, end) };
}

/** Addresses of the family that was asked for; without any and with the mark when they don't fit into `bytesMax`. */
export function encodeAnswer(
  { id, type, section }: Question,
  answer: readonly string[] | 'nxdomain' | 'servfail',
  bytesMax: number,
): Buffer {
  const addresses = typeof answer === 'string' ? [] : answer.map(addressBytes);
  const bytes = type === TYPES.A ? 4 : type === TYPES.AAAA ? 16 : -1;
  const records = addresses.filter((it) => it.length === bytes).map((it) => record(type, it));
  const whole = Buffer.concat(records);
  const fits = HEADER_BYTES + section.length + whole.length <= bytesMax;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  const code = typeof answer === 'string' ? CODES[answer] : 0;
  header.writeUInt16BE(RESPONSE | code | (fits ? 0 : TRUNCATED), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(fits ? records.length : 0, 6);
  return Buffer.concat([header, section, fits ? whole : Buffer.alloc(0)]);
}

/** The name is that of the question (a pointer to it); not to be kept at all. */
function record(type: number, address: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(address.length, 10);
  return Buffer.concat([head, address]);
}

function addressBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  // The parser of URLs writes an IPv4 address at the end as two groups.
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [before = '', after] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const head = groups(before);
  const tail = groups(after ?? '');
  const gap = Array<string>(8 - head.length - tail.length).fill('0');
  return Buffer.from([...head, ...gap, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
