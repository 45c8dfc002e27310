/** A mistake that is commonly made, and how to undo it. */
export interface Repair<T> {
  /** What was done wrong and what to do instead. */
  readonly what: string;
  /** Null when this mistake was not made. */
  readonly mend: (given: T) => T | null;
}

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

const onText =
  (mend: (text: string) => string): Repair<Uint8Array>['mend'] =>
  (bytes) => {
    const text = decode(bytes);
    const mended = mend(text);
    return mended === text ? null : new TextEncoder().encode(mended);
  };

const rewritten = (text: string): string => {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(typeof value === 'string' ? JSON.parse(value) : value);
  } catch {
    return text;
  }
};

const RAW = 'Verify the bytes of the request as they came, before any JSON middleware';

export const BODY_REPAIRS: readonly Repair<Uint8Array>[] = [
  {
    what: 'The body has a line end that was not sent (an editor or echo adds one). Save the exact bytes.',
    mend: onText((text) => text.replace(/(\r?\n)+$/, '')),
  },
  {
    what: 'The body begins with a byte order mark that was not sent. Save it as UTF-8 without BOM.',
    mend: onText((text) => text.replace(/^\uFEFF/, '')),
  },
  {
    what: `The body is JSON that was parsed and written again: spaces, line ends or escapes differ from what was sent. ${RAW}.`,
    mend: onText((text) => rewritten(text.replace(/^\uFEFF/, ''))),
  },
  {
    what: `The body was read as Latin-1 and written as UTF-8, so letters beyond ASCII differ. ${RAW}.`,
    mend: (bytes) => {
      const text = decode(bytes).replace(/(\r?\n)+$/, '');
      if (!/^[\0-\xFF]*$/.test(text) || !/[\x80-\xFF]/.test(text)) return null;
      return Uint8Array.from(Buffer.from(text, 'latin1'));
    },
  },
];

const unlessSame =
  (mend: (secret: string) => string): Repair<string>['mend'] =>
  (secret) =>
    mend(secret) === secret ? null : mend(secret);

const stripped = (secret: string): string => secret.replace(/^[\s"'`]+|[\s"'`]+$/g, '');

export const SECRET_REPAIRS: readonly Repair<string>[] = [
  {
    what: 'The secret has spaces, a line end or quotes around it. Remove them where it is configured.',
    mend: unlessSame(stripped),
  },
  {
    what: 'The secret lacks its beginning: whsec_ belongs to it. Use the whole text as the key.',
    mend: (secret) => (secret.startsWith('whsec_') ? null : `whsec_${stripped(secret)}`),
  },
  {
    what: 'The secret lacks the = at its end. Copy it whole.',
    mend: (secret) => (stripped(secret).endsWith('=') ? null : `${stripped(secret)}=`),
  },
];
