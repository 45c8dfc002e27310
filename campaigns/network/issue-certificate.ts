import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key in PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  /** The common name, as those that it signs name their issuer. */
  readonly subject: string;
}

interface CertificateOptions {
  /** DNS names; the first is the common name too. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Null = signs itself, and may sign others. */
  readonly issuer: Issued | null;
}

/** An X.509 v3 certificate (RFC 5280) with a P-256 key. */
export function issueCertificate({ names, notBefore, notAfter, issuer }: CertificateOptions): Issued {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = names[0]!;
  const extensions = [extension(SUBJECT_ALT_NAME, sequence(...names.map(dnsName)))];
  if (issuer === null) extensions.push(extension(BASIC_CONSTRAINTS, sequence(TRUE)));
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sequence(ECDSA_WITH_SHA256),
    distinguishedName(issuer?.subject ?? subject),
    sequence(utcTime(notBefore), utcTime(notAfter)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signer = issuer === null ? privateKey : createPrivateKey(issuer.key);
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { cert: pem(signed(body, signer)), key, subject };
}

const signed = (body: Buffer, signer: KeyObject): Buffer =>
  sequence(body, sequence(ECDSA_WITH_SHA256), bitString(sign('sha256', body, signer)));

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;

/** Tag, length and content of X.690. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => der(0x02, bytes);
const bitString = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const dnsName = (name: string): Buffer => der(0x82, Buffer.from(name, 'ascii'));
const utcTime = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`, 'ascii'));
const distinguishedName = (name: string): Buffer =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
const extension = (id: Buffer, value: Buffer): Buffer => sequence(id, der(0x04, value));

const TRUE = der(0x01, Buffer.from([0xff]));
const ECDSA_WITH_SHA256 = oid('2a8648ce3d040302');
const COMMON_NAME = oid('550403');
const SUBJECT_ALT_NAME = oid('551d11');
const BASIC_CONSTRAINTS = oid('551d13');
