import type { Reader } from './transaction.ts';

/** Writes the setting unless it is there; returns what is there, whoever was first. */
export async function insertHubSetting(db: Reader, name: string, value: string): Promise<string> {
  await db
    .insertInto('hub_settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await findHubSetting(db, name))!;
}

export async function findHubSetting(db: Reader, name: string): Promise<string | null> {
  const row = await db.selectFrom('hub_settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}
