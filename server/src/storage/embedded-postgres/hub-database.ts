import type pg from 'pg';

export const HUB_ROLE = 'watchtraderhub';
export const HUB_DATABASE = 'watchtraderhub';

/**
 * The hub's own role owns its database and is no superuser: a statement gone astray must not reach the
 * operating system's files. Every start makes sure of it, as the first may have been cut short.
 */
export async function prepareHubDatabase(session: pg.Client, password: string): Promise<void> {
  const { rows } = await session.query<{ has_role: boolean; has_database: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as has_role,
            exists (select from pg_database where datname = $2) as has_database`,
    [HUB_ROLE, HUB_DATABASE],
  );
  if (!rows[0]?.has_role) {
    await session.query(`create role ${HUB_ROLE} login createdb password ${session.escapeLiteral(password)}`);
  }
  if (!rows[0]?.has_database) await session.query(`create database ${HUB_DATABASE} owner ${HUB_ROLE}`);
}
