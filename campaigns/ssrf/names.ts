/** What the operator permits in the second half of the campaign. */
export const PERMITTED = '127.0.0.2';

/** Leads to the permitted address and to the canary in turns. */
export const ALTERNATING = 'alternating.campaign.example';
/** Leads to both at once. */
export const BOTH = 'both.campaign.example';

const LEADING: Readonly<Record<string, readonly string[]>> = {
  'loopback.campaign.example': ['127.0.0.1'],
  'loopback-v6.campaign.example': ['::1'],
  'both-families.campaign.example': ['127.0.0.1', '::1'],
  'private-10.campaign.example': ['10.0.0.1'],
  'private-172.campaign.example': ['172.16.0.1'],
  'private-192.campaign.example': ['192.168.1.1'],
  'shared.campaign.example': ['100.64.0.1'],
  'link-local.campaign.example': ['169.254.0.1'],
  'link-local-v6.campaign.example': ['fe80::1'],
  'unique-local.campaign.example': ['fd00::1'],
  'unspecified.campaign.example': ['0.0.0.0'],
  'unspecified-v6.campaign.example': ['::'],
  'multicast.campaign.example': ['224.0.0.1'],
  'broadcast.campaign.example': ['255.255.255.255'],
  'documentation.campaign.example': ['192.0.2.1'],
  'mapped.campaign.example': ['::ffff:7f00:1'],
  'compatible.campaign.example': ['::7f00:1'],
  'nat64.campaign.example': ['64:ff9b::7f00:1'],
  'six-to-four.campaign.example': ['2002:7f00:1::1'],
  'many.campaign.example': Array.from({ length: 25 }, (_, index) => `10.0.1.${index + 1}`),
  'metadata.google.internal': ['169.254.169.254'],
  'instance-data.ec2.internal': ['169.254.169.254'],
  'metadata.azure.internal': ['168.63.129.16'],
  'metadata.tencentyun.com': ['169.254.0.23'],
  'kubernetes.default.svc.cluster.local': ['10.96.0.1'],
  'trailing-dot.campaign.example.': ['127.0.0.1'],
};

export const LEADING_NAMES: readonly string[] = Object.keys(LEADING);

let turns = 0;

/** The zone that the name server serves. */
export function addressesOf(name: string): readonly string[] {
  if (name === BOTH) return ['127.0.0.1', PERMITTED];
  if (name === ALTERNATING) {
    turns += 1;
    return [turns % 4 < 2 ? PERMITTED : '127.0.0.1'];
  }
  return LEADING[name] ?? LEADING[`${name}.`] ?? [];
}
