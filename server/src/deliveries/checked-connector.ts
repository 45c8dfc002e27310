import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { hostOf } from '../domain/endpoint-url.ts';
import {
  isAllowedTarget,
  isPermittedPrivateTarget,
  type PrivateTargets,
} from '../domain/outbound-address.ts';
import { BlockedAddressError, NameLookupError } from './failure-class.ts';
import { guardAgainstFlood } from './flood-guard.ts';
import type { ResolveName } from './resolve-name.ts';

/** Each is dialled until one answers: a name with a thousand of them must not make us scan a thousand machines. */
const ADDRESSES_PER_FAMILY_MAX = 4;

export interface CheckedConnectorOptions {
  readonly resolveName: ResolveName;
  readonly allowPrivate: PrivateTargets;
  readonly connectTimeoutMs: number;
}

/**
 * Dials only addresses that passed the check. The socket gets them from our lookup and asks nobody else, so a
 * name that changes its answer between check and connection gains nothing; TLS and `Host` keep the name.
 */
export function createCheckedConnector(options: CheckedConnectorOptions): buildConnector.connector {
  const https = checkedBy((address) => isAllowedTarget(address, options.allowPrivate), options);
  // Plain http stays inside the operator's network, whatever the name has come to mean since it was entered.
  const http = checkedBy((address) => isPermittedPrivateTarget(address, options.allowPrivate), options);
  return (target, callback) => (target.protocol === 'https:' ? https : http)(target, callback);
}

function checkedBy(
  isAllowed: (address: string) => boolean,
  options: CheckedConnectorOptions,
): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false,
    timeout: options.connectTimeoutMs,
    lookup: createCheckedLookup(isAllowed, options.resolveName),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
  });
  return (target, callback) => {
    // The socket looks names up but dials a literal address as it is.
    const host = hostOf(new URL(`${target.protocol}//${bracketed(target.hostname)}`));
    if ('address' in host && !isAllowed(host.address)) {
      queueMicrotask(() => callback(new BlockedAddressError(`${host.address} may not be dialled`), null));
    } else {
      connect(target, (...result) => {
        const [error, socket] = result;
        if (error === null) guardAgainstFlood(socket);
        callback(...result);
      });
    }
  };
}

const bracketed = (hostname: string): string =>
  hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;

/** Of several addresses only those that are allowed are dialled; none left is a blocked target. */
function createCheckedLookup(
  isAllowed: (address: string) => boolean,
  resolveName: ResolveName,
): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    const name = hostname.replace(/\.$/, '').toLowerCase();
    resolveName(name).then(
      (addresses) => {
        const found = someOfEachFamily(addresses.filter(isAllowed));
        if (found.length === 0) {
          const error =
            addresses.length === 0
              ? new NameLookupError(`no address for ${name}`)
              : new BlockedAddressError(`${name} leads to addresses that may not be dialled`);
          callback(error, []);
        } else if (lookupOptions.all === true) {
          callback(null, found);
        } else {
          callback(null, found[0]!.address, found[0]!.family);
        }
      },
      (error: Error) => callback(new NameLookupError(`no address for ${name}`, { cause: error }), []),
    );
  };
}

function someOfEachFamily(addresses: readonly string[]): { address: string; family: 4 | 6 }[] {
  const of = (family: 4 | 6) =>
    addresses
      .filter((address) => address.includes(':') === (family === 6))
      .slice(0, ADDRESSES_PER_FAMILY_MAX)
      .map((address) => ({ address, family }));
  return [...of(4), ...of(6)];
}
