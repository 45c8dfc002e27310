import { newSigningSecret } from './delivery-headers.ts';
import type { DoctorProbe, ProbeOptions } from './doctor-probe.ts';
import { isSuccess, type WebhookAnswer } from './post-webhook.ts';
import { printable } from './printable.ts';
import { newProbeEvent, type ProbeEventParts } from './probe-events.ts';

export interface Finding {
  /** `unsure`: right as far as can be seen from outside. */
  readonly verdict: 'handled' | 'unsure' | 'failed';
  /** What was seen. */
  readonly seen: string;
}

export interface DoctorCase {
  readonly name: string;
  /** What to mend when it fails. */
  readonly advice: string;
  readonly run: (probe: DoctorProbe) => Promise<Finding>;
}

const HOUR_S = 3_600;

const describe = ({ status, text }: WebhookAnswer): string =>
  status === null ? printable(text) : `answered ${status}`;

function expectTaken(...answers: readonly WebhookAnswer[]): Finding {
  const wrong = answers.find((answer) => !isSuccess(answer));
  return { verdict: wrong ? 'failed' : 'handled', seen: describe(wrong ?? answers.at(-1)!) };
}

function expectRefused(answer: WebhookAnswer): Finding {
  const { status } = answer;
  if (status !== null && status >= 400 && status < 500) return { verdict: 'handled', seen: describe(answer) };
  if (status !== null && status >= 500) {
    return { verdict: 'unsure', seen: `answered ${status}, as for a crash; 400 says that it was refused` };
  }
  return { verdict: 'failed', seen: describe(answer) };
}

/** The SDK's receiver answers with `{"outcome": …}`; others do not say what they did. */
function outcomeOf({ text }: WebhookAnswer): string | null {
  try {
    const { outcome } = JSON.parse(text) as { outcome?: unknown };
    return typeof outcome === 'string' ? outcome : null;
  } catch {
    return null;
  }
}

function expectDropped(first: WebhookAnswer, second: WebhookAnswer): Finding {
  const taken = expectTaken(first, second);
  if (taken.verdict === 'failed') return taken;
  const outcome = outcomeOf(second);
  if (outcome === null) {
    return { verdict: 'unsure', seen: `${taken.seen}; whether it acted on it can not be seen from outside` };
  }
  const verdict = outcome === 'handled' ? 'failed' : 'handled';
  return { verdict, seen: `${taken.seen}, outcome ${printable(outcome)}` };
}

const taken =
  (event: ProbeEventParts = {}, options: (probe: DoctorProbe) => ProbeOptions = () => ({})) =>
  async (probe: DoctorProbe): Promise<Finding> =>
    expectTaken(await probe.send(newProbeEvent(event), options(probe)));

const refused =
  (options: ProbeOptions) =>
  async (probe: DoctorProbe): Promise<Finding> =>
    expectRefused(await probe.send(newProbeEvent(), options));

/** Stripe's libraries let it pass; only who has the secret can sign ahead of time. */
async function refuseFuture(probe: DoctorProbe): Promise<Finding> {
  const answer = await probe.send(newProbeEvent(), { shiftSeconds: HOUR_S });
  if (!isSuccess(answer)) return expectRefused(answer);
  return { verdict: 'unsure', seen: `${describe(answer)}; better refuse it, too` };
}

const ADVICE_VERIFY =
  'Verify WTH-Signature before anything else and answer 400 when it fails: verifyWebhook() of @watchtraderhub/sdk.';
const ADVICE_TIME = 'Refuse a t that is more than 300 s off, or old requests can be replayed.';

/** The first decides whether the others make sense. */
export const DOCTOR_CASES: readonly [DoctorCase, ...DoctorCase[]] = [
  {
    name: 'a good delivery',
    advice:
      'Answer a POST with a good signature with a 2xx within 15 s. Is the path right, and does the receiver know this --secret? "wth verify" says why a signature fails.',
    run: taken(),
  },
  {
    name: 'other bytes of the same JSON',
    advice: 'Verify the bytes as they came: JSON that is parsed and written again has another signature.',
    run: async (probe) => {
      const { id, type, body } = newProbeEvent();
      const spaced = JSON.stringify(JSON.parse(body), null, 1).replace('Ω', '\\u03a9');
      return expectTaken(await probe.send({ id, type, body: spaced }));
    },
  },
  {
    name: 'two signatures, during a rotation',
    advice: 'Try every v1= of the header and accept the request when one matches.',
    run: taken({}, ({ secret }) => ({ secrets: [newSigningSecret(), secret] })),
  },
  {
    name: 'a large body',
    advice:
      'Allow bodies of 1 MiB: many frameworks stop at 100 KiB (Express: express.raw({ limit: "1mb" })).',
    run: taken({ isLarge: true }),
  },
  {
    name: 'an event type it does not know',
    advice: 'Answer 200 to types you do not use: new ones come, and a refusal is repeated for three days.',
    run: taken({ type: 'listing.doctor_probe' }),
  },
  {
    name: 'a duplicate',
    advice:
      'Keep the ids of events you have handled, do nothing the second time, and answer 200 all the same.',
    run: async (probe) => {
      const event = newProbeEvent();
      return expectDropped(await probe.send(event), await probe.send(event));
    },
  },
  {
    name: 'events out of order',
    advice: 'Keep the newest version of each listing, drop an older one, and answer 200 all the same.',
    run: async (probe) => {
      const listingId = crypto.randomUUID();
      const newer = await probe.send(newProbeEvent({ listingId, sequence: 2, version: 2 }));
      return expectDropped(newer, await probe.send(newProbeEvent({ listingId, sequence: 1, version: 1 })));
    },
  },
  {
    name: 'a slow sender, and others meanwhile',
    advice: 'Read the whole body before you verify it, and serve other requests while one is slow.',
    run: async (probe) => {
      const slow = await probe.sendHalf(newProbeEvent());
      const other = await probe.send(newProbeEvent());
      return expectTaken(other, await slow.finish());
    },
  },
  { name: 'a bad signature', advice: ADVICE_VERIFY, run: refused({ secrets: [newSigningSecret()] }) },
  {
    name: 'a changed body',
    advice: `${ADVICE_VERIFY} It must cover the whole body.`,
    run: refused({ changeBody: (body) => body.replace('"amount":685000', '"amount":685001') }),
  },
  {
    name: 'no signature header',
    advice: `${ADVICE_VERIFY} A request without the header is not genuine.`,
    run: refused({
      changeHeaders: ({ 'WTH-Signature': _, 'webhook-signature': __, ...rest }) => rest,
    }),
  },
  { name: 'an old timestamp', advice: ADVICE_TIME, run: refused({ shiftSeconds: -HOUR_S }) },
  { name: 'a timestamp in the future', advice: ADVICE_TIME, run: refuseFuture },
  {
    name: 'a good delivery after all that',
    advice:
      'A refused request must not break the receiver or block its sender: the hub may come from one address.',
    run: taken(),
  },
];
