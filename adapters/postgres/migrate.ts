/** Brings the schema up to date: forward only, any number of times, from any number of processes at once. */
import { createTables } from './migrations/0001-tables.js'
import { addWholeModel } from './migrations/0002-whole-model.js'
import { type PostgresClient, runOn, sqlState } from './sql-client.js'
import { quoted } from './statements/sql.js'

/** In order, never changed once released; each gives its SQL for a (quoted) schema. */
export const migrations: readonly { readonly name: string; readonly sql: (schema: string) => string }[] = [
  { name: '0001-tables', sql: createTables },
  { name: '0002-whole-model', sql: addWholeModel },
]

export async function migrate(client: PostgresClient, schemaName: string): Promise<void> {
  const schema = quoted(schemaName)
  const run = runOn(client, false)
  const ask = (text: string) => run({ text, values: [] }, 'read')
  const apply = (text: string) => insisting(() => run({ text, values: [] }, 'write'))

  const [prepared] = await ask(`SELECT json_build_array(to_regclass('${ledgerIn(schema)}') IS NOT NULL)::text AS data`)
  if (prepared?.[0] !== true) await apply(prepare(schema))
  const applied = await ask(`SELECT json_build_array(name)::text AS data FROM ${ledgerIn(schema)}`)
  for (const { name, sql } of migrations) {
    if (!applied.some(([done]) => done === name)) await apply(step(schema, name, sql(schema)))
  }
}

/** The table that says which migrations have run. */
const ledgerIn = (schema: string): string => `${schema}.guildhall_migrations`

/** The schema may have been made by somebody with more rights than this client has. */
const prepare = (schema: string): string => `
DO $guildhall$ BEGIN
IF to_regnamespace('${schema}') IS NULL THEN CREATE SCHEMA ${schema}; END IF;
CREATE TABLE IF NOT EXISTS ${ledgerIn(schema)} (name text NOT NULL PRIMARY KEY);
END $guildhall$`

/**
 * One migration is one `DO` statement, hence one transaction whatever the client: it takes the lock, looks whether
 * somebody else was first, and leaves its name. So none is ever half done.
 */
const step = (schema: string, name: string, sql: string): string => `
DO $guildhall$ BEGIN
LOCK TABLE ${ledgerIn(schema)} IN EXCLUSIVE MODE;
IF EXISTS (SELECT FROM ${ledgerIn(schema)} WHERE name = '${name}') THEN RETURN; END IF;
${sql}
INSERT INTO ${ledgerIn(schema)} (name) VALUES ('${name}');
END $guildhall$`

/** Two who make the same schema or table at once: one gets an error from the catalogue, and finds it there next time. */
const collisions = ['23505', '42P06', '42P07', '42710', '40001', '40P01']

async function insisting(work: () => Promise<unknown>, tries = 5): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (tries === 1 || !collisions.includes(sqlState(error) ?? '')) throw error
    await insisting(work, tries - 1)
  }
}
