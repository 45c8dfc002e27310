import type { Crew } from './demo-cast.ts';
import { DemoClient, type Refusal } from './demo-client.ts';

export const DEALER_NAME = 'Kranich & Elbe Uhrenkontor';
export const DEALER_EMAIL = 'demo@kranich-elbe.example';

/** The dealer's browser, signed in; signs up when there is no such dealer yet. */
export async function signIn({ hub, memory, signal }: Crew): Promise<DemoClient> {
  const browser = new DemoClient(hub.localUrl, { Origin: hub.publicUrl }, signal);
  const { email, password } = memory.facts;
  // Remembered before the hub learns of it: a kill in between must not lock anybody out.
  await memory.remember({ email, password });
  const credentials = { email, password };
  let answer = await browser.send<Refusal>('POST', '/api/auth/sign-in/email', credentials);
  if (answer.status === 401) {
    const signUp = { name: DEALER_NAME, ...credentials };
    answer = await browser.send<Refusal>('POST', '/api/auth/sign-up/email', signUp);
    if (answer.status === 200) await memory.forgetDealer();
    // The dealer is there, but not with the password in our file: the file was lost.
    else if (answer.status === 422) await hub.setPassword(email, password);
  }
  if (answer.status !== 200)
    answer = await browser.expect(200, 'POST', '/api/auth/sign-in/email', credentials);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]!);
  return browser.with({ Cookie: cookies.join('; ') });
}
