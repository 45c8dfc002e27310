import type { NameServer } from '../network/name-server.ts';
import { ADDRESSES } from './address-table.ts';
import { HOSTS, NAMES } from './host-table.ts';

/** A place that a delivery is sent to although it may not go there, or, permitted, may. */
export interface TargetCase {
  readonly url: string;
  /** The address that it leads to. */
  readonly address: string;
  /** Whether the hub is told of it by a name, which passes as an endpoint's URL and fails at delivery. */
  readonly isNamed: boolean;
}

/** In brackets where it is an IPv6 one. */
const hostFor = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** Literal addresses of the table, in each way of writing them. */
export function literalCases(port: number): TargetCase[] {
  const rows = [
    ...ADDRESSES.filter(({ kind }) => kind !== 'public').map(({ address }) => ({
      host: hostFor(address),
      address,
    })),
    ...HOSTS.flatMap(({ host, means }) => (means === null ? [] : [{ host, address: means }])),
  ];
  return rows.map(({ host, address }) => ({
    url: `https://${host}:${port}/inside`,
    address,
    isNamed: false,
  }));
}

/** Names that lead to the addresses of the table. */
export function namedCases(port: number, names: NameServer): TargetCase[] {
  const inside = ADDRESSES.filter(({ kind }) => kind !== 'public').map(({ address }, i) => ({
    name: `inside-${i}.ssrf.test`,
    address,
  }));
  return inside.map((it) => namedCase(it, port, names));
}

/** The names that clouds and networks use. */
export const wellKnownCases = (port: number, names: NameServer): TargetCase[] =>
  NAMES.map((it) => namedCase(it, port, names));

function namedCase({ name, address }: (typeof NAMES)[number], port: number, names: NameServer): TargetCase {
  const url = `https://${name}:${port}/inside`;
  names.set(new URL(url).hostname.replace(/\.$/, ''), [address]);
  return { url, address, isNamed: true };
}

/** URLs that can be parsed no way, or hide what they mean. */
export const brokenUrls = (port: number): string[] =>
  HOSTS.filter(({ means }) => means === null).map(({ host }) => `https://${host}:${port}/inside`);
