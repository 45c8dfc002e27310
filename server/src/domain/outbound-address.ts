import ipaddr from 'ipaddr.js';

/** `WEBHOOK_ALLOW_PRIVATE_TARGETS`: nothing, everything that is merely private, or these CIDRs. */
export type PrivateTargets = boolean | readonly string[];

/**
 * - `public`: anybody may be sent there.
 * - `private`: reaches into somebody's own network or machine; the operator may permit it.
 * - `never`: no setting permits it. Link-local and metadata addresses hand out a cloud machine's credentials;
 *   unspecified, multicast and broadcast ones name no receiver.
 */
export type AddressClass = 'public' | 'private' | 'never';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const NEVER_RANGES = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal']);

/** Metadata and platform addresses outside the link-local range. */
const METADATA = [
  '100.100.100.200/32', // Alibaba Cloud
  '168.63.129.16/32', // Azure's wire server, a public address that only answers inside
  '192.0.0.192/32', // Oracle Cloud
  'fd00:ec2::/32', // AWS
  'fd20:ce::254/128', // Google Cloud
  'fd00:c1::a9fe:a9fe/128', // Oracle Cloud
].map((cidr) => ipaddr.parseCIDR(cidr));

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
/** RFC 8215: where the IPv4 address sits depends on the operator's prefix, so that it can't be judged. */
const LOCAL_NAT64 = ipaddr.parseCIDR('64:ff9b:1::/48');

/** What an IP address, written in the usual form of its family, may be used for. */
export function classifyAddress(address: string): AddressClass {
  const parsed = parseAddress(address);
  return parsed === null ? 'never' : classify(parsed);
}

/** Whether the setting permits an address although it is private. Only there is plain `http:` permitted too. */
export function isPermittedPrivateTarget(address: string, permitted: PrivateTargets): boolean {
  const parsed = parseAddress(address);
  if (parsed === null || permitted === false) return false;
  const kind = classify(parsed);
  if (kind === 'never') return false;
  if (permitted === true) return kind === 'private';
  const forms = [parsed, ...embeddedAddresses(parsed)];
  return permitted.some((cidr) => forms.some((form) => isInside(form, ipaddr.parseCIDR(cidr))));
}

export function isAllowedTarget(address: string, permitted: PrivateTargets): boolean {
  return classifyAddress(address) === 'public' || isPermittedPrivateTarget(address, permitted);
}

function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}

function isInside(address: Address, [network, bits]: [Address, number]): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function classify(address: Address): AddressClass {
  if (METADATA.some((cidr) => isInside(address, cidr))) return 'never';
  if (NEVER_RANGES.has(address.range()) || isInside(address, LOCAL_NAT64)) return 'never';
  const own = ownClass(address);
  const inner = embeddedAddresses(address).map(classify);
  if (inner.includes('never')) return 'never';
  return own === 'private' || inner.includes('private') ? 'private' : 'public';
}

function ownClass(address: Address): AddressClass {
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast' ? 'public' : 'private';
  // Translated to the IPv4 address inside, on the machine or by the network: only that counts.
  const range = address.range();
  if (range === 'ipv4Mapped' || range === 'rfc6052') return 'public';
  const carriesIpv4 = range === '6to4' || range === 'teredo';
  return isInside(address, GLOBAL_UNICAST) && (range === 'unicast' || carriesIpv4) ? 'public' : 'private';
}

/** The IPv4 addresses that an IPv6 address stands for or tunnels to. */
function embeddedAddresses(address: Address): ipaddr.IPv4[] {
  if (address instanceof ipaddr.IPv4) return [];
  const bytes = address.toByteArray();
  const at = (offset: number) => new ipaddr.IPv4(bytes.slice(offset, offset + 4));
  const range = address.range();
  if (range === 'ipv4Mapped' || range === 'rfc6052' || range === 'rfc6145') return [at(12)];
  if (range === '6to4') return [at(2)];
  if (range === 'teredo') return [at(4), new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff))];
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && range !== 'loopback';
  return isCompatible || isIsatap(bytes) ? [at(12)] : [];
}

/** RFC 5214: an interface id of `[02]00:5efe` and the IPv4 address. */
function isIsatap(bytes: readonly number[]): boolean {
  return (bytes[8]! & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}
