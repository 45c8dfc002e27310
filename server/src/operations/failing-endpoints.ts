import {
  DISABLE_AFTER_US,
  PROBING_FROM_FAILURES,
  WARN_AFTER_US,
  warningsDue,
} from '../domain/endpoint-health.ts';
import type { Mail, Mailer } from '../domain/mail.ts';
import { DAY_US, formatTime, type Micros } from '../domain/time.ts';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import { cancelDeliveries } from '../storage/cancel-deliveries.ts';
import {
  claimWarning,
  disableFailingEndpoint,
  type FailingEndpoint,
  listDealerAddresses,
  listFailingEndpoints,
} from '../storage/failing-endpoints.ts';
import { inTransaction } from '../storage/transaction.ts';
import { findWebhookEndpoint, noteMissedSince } from '../storage/webhook-endpoints.ts';
import { writeDealer } from './dealer-write.ts';
import type { Hub } from './hub.ts';

export interface FailingReport {
  readonly warned: number;
  readonly disabled: number;
}

/**
 * Warns of endpoints that have failed everything for 1 and for 3 days, and disables those that have for 5: what was
 * pending ends in the log with `endpoint_disabled`. Any number of processes may do this at once: each endpoint is
 * taken by one. A crash after the commit costs a mail, never the disabling.
 */
export async function watchFailingEndpoints(hub: Hub, mailer: Mailer | null): Promise<FailingReport> {
  const nowUs = hub.clock();
  const failing = await listFailingEndpoints(hub.database, {
    beganBeforeUs: nowUs - WARN_AFTER_US[0]!,
    failuresMin: PROBING_FROM_FAILURES,
  });
  const report = { warned: 0, disabled: 0 };
  for (const endpoint of failing) {
    if (nowUs - endpoint.failing_since_us >= DISABLE_AFTER_US) {
      if (await disable(hub, mailer, endpoint, nowUs)) report.disabled += 1;
    } else if (await warn(hub, mailer, endpoint, nowUs)) report.warned += 1;
  }
  return report;
}

async function warn(
  hub: Hub,
  mailer: Mailer | null,
  endpoint: FailingEndpoint,
  nowUs: Micros,
): Promise<boolean> {
  const warnings = warningsDue(endpoint.failing_since_us, nowUs);
  if (warnings <= endpoint.failing_warnings) return false;
  const isOurs = await inTransaction(hub.database, (trx) => claimWarning(trx, endpoint, warnings));
  if (isOurs) await tell(hub, mailer, endpoint, warningMail);
  return isOurs;
}

/** Takes the dealer's clocks first, like everybody who cancels deliveries. */
async function disable(
  hub: Hub,
  mailer: Mailer | null,
  endpoint: FailingEndpoint,
  nowUs: Micros,
): Promise<boolean> {
  const { dealer_id: dealerId, endpoint_id: endpointId } = endpoint;
  const isOurs = await writeDealer(hub, dealerId, async (trx) => {
    if (!(await disableFailingEndpoint(trx, endpoint, nowUs))) return false;
    await noteMissedSince(trx, dealerId, endpointId, nowUs);
    await cancelDeliveries(trx, dealerId, 'endpoint_disabled', { endpointId });
    return true;
  });
  if (isOurs) await tell(hub, mailer, endpoint, disabledMail);
  return isOurs;
}

type Writer = (endpoint: WebhookEndpoint, failing: FailingEndpoint, publicUrl: string) => Omit<Mail, 'to'>;

/** In the log, and by mail where there is a mail server. What can't be sent doesn't keep the others from being told. */
async function tell(hub: Hub, mailer: Mailer | null, failing: FailingEndpoint, write: Writer): Promise<void> {
  const { dealer_id: dealerId, endpoint_id: endpointId } = failing;
  const endpoint = await findWebhookEndpoint(hub.database.kysely, dealerId, endpointId);
  if (endpoint === null) return;
  const since = formatTime(failing.failing_since_us);
  const fields = { dealerId, endpointId, failing_since: since, is_enabled: endpoint.is_enabled };
  hub.log.warn(fields, 'a webhook endpoint has failed everything for days');
  if (mailer === null) return;
  const mail = write(endpoint, failing, hub.publicUrl());
  for (const to of await listDealerAddresses(hub.database.kysely, dealerId)) {
    await mailer.send({ ...mail, to }).catch((error: unknown) => {
      hub.log.error({ err: error, ...fields }, 'a warning could not be mailed');
    });
  }
}

const DAYS_TO_DISABLE = DISABLE_AFTER_US / DAY_US;
const LOG = '/channels/custom-integration/deliveries?endpoint_id=';
const SETTINGS = '/channels/custom-integration/settings';
const shownDay = (timeUs: Micros): string => `${formatTime(timeUs).slice(0, 16).replace('T', ' ')} UTC`;

const warningMail: Writer = ({ id, url }, { failing_since_us: sinceUs }, publicUrl) => ({
  subject: `Your webhook receiver at ${new URL(url).host} is failing`,
  text: `Every delivery to ${url} has failed since ${shownDay(sinceUs)}.

Nothing is lost so far: deliveries are tried again, and everything that happened is in the event feed for 30 days.
If nothing gets through within ${DAYS_TO_DISABLE} days, by ${shownDay(sinceUs + DISABLE_AFTER_US)}, the endpoint will be disabled.

What your receiver answered is in the delivery log:
${publicUrl}${LOG}${id}
`,
});

const disabledMail: Writer = ({ url }, { failing_since_us: sinceUs }, publicUrl) => ({
  subject: `Your webhook endpoint at ${new URL(url).host} has been disabled`,
  text: `Every delivery to ${url} has failed for ${DAYS_TO_DISABLE} days, since ${shownDay(sinceUs)}. So the endpoint has been disabled.
What was waiting ended in the delivery log with the reason endpoint_disabled.

Once your receiver works again, enable the endpoint and have it catch up:
${publicUrl}${SETTINGS}
`,
});
