import { createHmac } from 'node:crypto';
import type { Micros } from '../../src/domain/time.ts';
import type { Arrival } from './delivery-record.ts';
import type { SecretHistory } from './secret-history.ts';
import type { CommittedEvent } from './stock-world.ts';

// From the contract, written down once more: the checker shares no rule with the engine.
const HOLD_US = 30_000_000;
const SECOND_US = 1_000_000;

const nameOf = ({ sequence, resourceId }: CommittedEvent): string =>
  `event ${sequence} of ${resourceId.slice(-4)}`;

/** What was committed and never accepted, and what arrived without having been committed. */
export function findLost(arrivals: readonly Arrival[], committed: readonly CommittedEvent[]): string[] {
  const accepted = new Set(arrivals.filter((it) => it.fate === 'accept').map((it) => it.sequence));
  const known = new Set(committed.map((it) => it.sequence));
  return [
    ...committed.filter((it) => !accepted.has(it.sequence)).map((it) => `${nameOf(it)} was never accepted`),
    ...arrivals.filter((it) => !known.has(it.sequence)).map((it) => `${nameOf(it)} was never committed`),
  ];
}

/**
 * An event may arrive before an earlier one of its resource has been accepted only when that one was tried and
 * failed, and not sooner than 30 s after its own commit.
 */
export function findDisorder(arrivals: readonly Arrival[], committed: readonly CommittedEvent[]): string[] {
  const tried = new Set<number>();
  const accepted = new Set<number>();
  const problems: string[] = [];
  for (const arrival of arrivals) {
    const isFirst = !tried.has(arrival.sequence);
    const before = committed.filter(
      (it) => it.resourceId === arrival.resourceId && it.sequence < arrival.sequence,
    );
    const isOverdue = arrival.atUs >= arrival.createdUs + HOLD_US;
    for (const earlier of isFirst ? before : []) {
      if (accepted.has(earlier.sequence) || (isOverdue && tried.has(earlier.sequence))) continue;
      const ageMs = Math.round((arrival.atUs - arrival.createdUs) / 1000);
      problems.push(`${nameOf(arrival)} arrived ${ageMs} ms after its commit, before ${nameOf(earlier)}`);
    }
    tried.add(arrival.sequence);
    if (arrival.fate === 'accept') accepted.add(arrival.sequence);
  }
  return problems;
}

/** All attempts of an event are one delivery with the same bytes. */
export function findMixUps(arrivals: readonly Arrival[]): string[] {
  const eventOf = new Map<string, Arrival>();
  const deliveryOf = new Map<string, Arrival>();
  return arrivals.flatMap((arrival) => {
    const event = eventOf.get(arrival.eventId) ?? arrival;
    const delivery = deliveryOf.get(arrival.deliveryId) ?? arrival;
    eventOf.set(arrival.eventId, event);
    deliveryOf.set(arrival.deliveryId, delivery);
    const { headers } = arrival;
    const isSame =
      event.deliveryId === arrival.deliveryId &&
      delivery.eventId === arrival.eventId &&
      event.body === arrival.body;
    const isNamed = headers['wth-event-id'] === arrival.eventId && headers['webhook-id'] === arrival.eventId;
    return isSame && isNamed ? [] : [`${nameOf(arrival)} came with other ids or bytes`];
  });
}

export interface SignatureRules {
  readonly secrets: SecretHistory;
  /** The clock stood still between signing and arrival: exactly the secrets of that moment have to sign. */
  readonly isExact: boolean;
}

/** A signature that no secret valid in its second made, or one that is missing. */
export function findForged(arrivals: readonly Arrival[], rules: SignatureRules): string[] {
  return arrivals
    .filter((arrival) => !isSignedRight(arrival, rules))
    .map(
      (arrival) => `${nameOf(arrival)} was signed ${arrival.headers['wth-signature']}, which is not valid`,
    );
}

function isSignedRight({ headers, body, eventId, atUs }: Arrival, rules: SignatureRules): boolean {
  const [time = '', ...signatures] = String(headers['wth-signature']).split(',');
  const timestamp = Number(time.slice(2));
  const startUs = timestamp * SECOND_US;
  const secrets = rules.isExact
    ? rules.secrets.validBetween(atUs, atUs)
    : rules.secrets.validBetween(startUs, startUs + SECOND_US);
  const own = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
  );
  const standard = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${eventId}.${timestamp}.${body}`).digest('base64')}`;
  });
  const others = String(headers['webhook-signature']).split(' ');
  if (rules.isExact) {
    const isFresh = timestamp === Math.floor(atUs / SECOND_US);
    return isFresh && `${own}` === `${signatures}` && `${standard}` === `${others}`;
  }
  const isValid = (made: string[], valid: string[]) =>
    made.length > 0 && made.every((it) => valid.includes(it));
  return isValid(signatures, own) && isValid(others, standard);
}

/** From so many failures in a row on only the oldest delivery is tried. */
const PROBING_FROM = 5;

/**
 * What has not been tried once though its 30 s are over. Nothing is asked of an endpoint that fails as a whole or has
 * asked to be left alone; the record has to be of requests sent one after the other.
 * @param nowUs a moment at which the engine had nothing left to do
 */
export function findHeldTooLong(
  arrivals: readonly Arrival[],
  committed: readonly CommittedEvent[],
  moment: { readonly nowUs: Micros; readonly pauseSeconds: number },
): string[] {
  const { nowUs, pauseSeconds } = moment;
  const last = arrivals.slice(-PROBING_FROM);
  const isProbed = last.length === PROBING_FROM && last.every((it) => it.fate !== 'accept');
  const isPaused = arrivals.some((it) => it.fate === 'pause' && nowUs < it.atUs + pauseSeconds * SECOND_US);
  if (isProbed || isPaused) return [];
  const tried = new Set(arrivals.map((it) => it.sequence));
  return committed
    .filter((it) => !tried.has(it.sequence) && nowUs >= it.createdUs + HOLD_US)
    .map((it) => `${nameOf(it)} was held back for ${(nowUs - it.createdUs) / SECOND_US} s`);
}
