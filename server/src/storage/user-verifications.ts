import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { Reader } from './transaction.ts';

/** Makes worthless what is open for a user: links to reset the password, half-done sign-ins, trusted devices. */
export async function deleteUserVerifications(db: Reader, userId: string): Promise<void> {
  await db.deleteFrom('user_verifications').where('value', '=', userId).execute();
}

/** Sign-ins that wait for their second factor, and how often each was tried. */
export async function deleteHalfDoneSignIns(db: Reader, userId: string): Promise<void> {
  await sql`
    with gone as (
      delete from user_verifications where value = ${userId} and identifier like '2fa-%' returning identifier
    )
    delete from user_verifications tries using gone where tries.identifier = '2fa-attempts-' || gone.identifier
  `.execute(db);
}

/** Links to reset the password that still work. Their identifiers are hashes, unlike those of the rest. */
export async function countResetLinks(db: Reader, userId: string, nowUs: Micros): Promise<number> {
  const { links } = await db
    .selectFrom('user_verifications')
    .select((eb) => eb.fn.countAll<string>().as('links'))
    .where('value', '=', userId)
    .where('expires_at', '>', sql<Date>`to_timestamp(${nowUs}::double precision / 1000000)`)
    .where('identifier', 'not like', '2fa-%')
    .where('identifier', 'not like', 'trust-device-%')
    .executeTakeFirstOrThrow();
  return Number(links);
}
