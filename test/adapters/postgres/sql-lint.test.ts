import { describe, expect, test } from 'vitest'
import { Author, newMember } from '../../../adapters/conformance/builders.js'
import { member } from '../../../adapters/conformance/records.js'
import { recordColumns } from '../../../adapters/postgres/columns.js'
import { migrations } from '../../../adapters/postgres/migrate.js'
import * as across from '../../../adapters/postgres/statements/across.js'
import * as commit from '../../../adapters/postgres/statements/commit.js'
import * as lists from '../../../adapters/postgres/statements/lists.js'
import * as read from '../../../adapters/postgres/statements/read.js'
import { tablesIn } from '../../../adapters/postgres/statements/sql.js'
import { type Kind, kinds, lookUpFields } from '../../../src/storage.js'
import type { World } from './every-need.js'
import { everyStatement } from './every-statement.js'
import { lintSchema, lintStatement } from './sql-lint.js'

function ofEachKind(ids: (kind: Kind) => readonly string[]): World['ids'] {
  return Object.fromEntries(kinds.map((kind) => [kind, ids(kind)])) as { [K in Kind]: readonly string[] }
}

const world: World = {
  organizationId: 'org_1',
  base: { revision: 3, commitId: 'commit_3' },
  slug: 'one',
  ids: ofEachKind((kind) => [`${kind}_1`, `${kind}_2`]),
  values: Object.fromEntries(
    Object.values({ ...lookUpFields }).flatMap((fields) => fields.map((field) => [field, ['value_1', 'value_2']])),
  ),
  users: ['user_1'],
  emails: ['1@example.com'],
  tokens: ['token_1'],
  requestId: 'request_1',
  commitId: 'commit_1',
  catalogueId: 'commit_1',
  now: 1_750_000_000_000,
}

/** The only statements that look beyond one organization, and the tables that they look through. */
const beyond: { readonly [name: string]: readonly string[] } = {
  'find by slug': ['organizations'],
  'find by user': ['members', 'organizations'],
  'find by email': ['invitations', 'organizations'],
  'find expired': ['invitations', 'organizations'],
  sweep: [...kinds.map((kind) => `${kind}s`), 'events', 'organizations', 'revisions'].toSorted(),
}

const statements = everyStatement(world)
const schema = migrations.map(({ sql }) => sql('"guildhall"')).join('\n')

describe('every SQL text', () => {
  test('stays in its organization, and is SQL that distributed engines take too', () => {
    const found = statements
      .filter(({ name }) => beyond[name] === undefined)
      .flatMap(({ name, statement }) => lintStatement(statement.text).map((complaint) => `${name}: ${complaint}`))
    expect(found).toEqual([])
  })

  test.each(Object.entries(beyond))('%s looks through several, and breaks no other rule', (name, tables) => {
    const statement = statements.find((named) => named.name === name)?.statement
    const complaints = new Set(lintStatement(statement?.text ?? ''))
    expect([...complaints].toSorted()).toEqual(tables.map((table) => `\`${table}\` is not looked up by org_id`))
  })

  test('is among those looked at here', () => {
    const makers = Object.keys({ ...across, ...commit, ...lists, ...read }).filter((name) => /Statement$/.test(name))
    expect(makers.toSorted()).toEqual(
      ['commit', 'find', 'giveBack', 'history', 'page', 'read', 'revisions', 'sweep'].map((name) => `${name}Statement`),
    )
    expect(new Set(statements.map(({ statement }) => statement.text)).size).toBeGreaterThan(400)
  })

  test('depends on the shape of what is asked, not on how much', () => {
    const many = Array.from({ length: 500 }, (_, place) => `${place}`)
    const ids = ofEachKind(() => many)
    const values = Object.fromEntries(Object.keys(world.values).map((field) => [field, many]))
    const more = everyStatement({ ...world, ids, values, users: many, emails: many, tokens: many })
    expect(more.map(({ statement }) => statement.text)).toEqual(statements.map(({ statement }) => statement.text))
    const puts = many.map((id) => newMember(member(id)))
    const [one, all] = [puts.slice(0, 1), puts].map((puts) => {
      return commit.commitStatement(tablesIn('guildhall'), new Author('org_1').changeSet({ puts }), true)
    })
    expect(all?.text).toBe(one?.text)
    expect(all?.values).toHaveLength(one?.values.length ?? 0)
  })
})

describe('the schema', () => {
  test('is one that distributed engines take too', () => {
    expect(lintSchema(schema)).toEqual([])
  })

  test('has every column that records have', () => {
    for (const [kind, columns] of Object.entries(recordColumns)) {
      const table = schema.slice(schema.indexOf(`CREATE TABLE "guildhall".${kind}s (`))
      const created = table.slice(0, table.indexOf(');'))
      for (const column of Object.values(columns)) {
        const isAdded = schema.includes(`ALTER TABLE "guildhall".${kind}s ADD COLUMN ${column}`)
        expect([column, isAdded || created.includes(`  ${column}`)]).toEqual([column, true])
      }
    }
  })
})

describe('the linter finds', () => {
  const fine = 'SELECT json_build_array(t.id)::text AS data FROM "s".members AS t WHERE t.org_id = $1::text'
  const head =
    'head AS (UPDATE "s".organizations AS o SET name = $2::text WHERE o.org_id = $1::text RETURNING o.org_id)'
  const writing = (part: string) => `WITH ${head}, x AS (${part}) SELECT json_build_array(1)::text AS data`
  const insert =
    'INSERT INTO "s".members (org_id, id) SELECT head.org_id, r.id FROM head, jsonb_to_recordset($3::text::jsonb) AS r(id text)'

  test('nothing where nothing is wrong', () => {
    expect(lintStatement(fine)).toEqual([])
    expect(lintStatement(writing(insert))).toEqual([])
    expect(lintStatement(writing(`${insert} ON CONFLICT (org_id, id) DO UPDATE SET id = excluded.id`))).toEqual([])
    const expression = 'm1 AS (SELECT m.id FROM "s".members AS m WHERE m.org_id = $1::text)'
    const limited =
      'k1 AS (SELECT x.* FROM unnest($2::text::text[]) AS k(key) CROSS JOIN LATERAL (SELECT t.id FROM "s".members AS t WHERE t.org_id = $1::text AND t.role = k.key ORDER BY t.id LIMIT $3::bigint) AS x)'
    expect(lintStatement(`WITH ${limited} ${fine}`)).toEqual([])
    const beside = `SELECT u.id FROM (SELECT x.id FROM unnest($2::text::text[]) AS x(id)) AS u`
    expect(lintStatement(`WITH ${expression} ${fine} UNION ALL ${beside}`)).toEqual([])
  })

  test.each([
    ['a table without its organization', fine.replace('t.org_id', 't.id')],
    ['an organization that is not given', fine.replace('$1::text', 't.id')],
    ['a join out of the organization', fine.replace(' WHERE', ' JOIN "s".members AS u ON u.id = t.id WHERE')],
    ['a subquery out of it', `${fine} AND t.id IN (SELECT i.member_id FROM "s".invitations AS i)`],
    ['a second query out of it', `${fine} UNION ALL SELECT i.id FROM "s".invitations AS i WHERE i.id = $1::text`],
    ['a parameter without a type', fine.replace('$1::text', '$1')],
    ['a parameter that the client has to encode', fine.replace('$1::text', '$1::jsonb')],
    ['a parameter that is not used', fine.replace('$1', '$2')],
    ['a clock', fine.replace('t.id', 'now()')],
    ['a lock of another kind', `${fine} AND pg_advisory_xact_lock(1) IS NULL`],
    ['an offset', `${fine} OFFSET 5`],
    ['a physical place', fine.replace('t.id', 't.ctid')],
    ['several columns', fine.replace(' AS data', '')],
    ['a function in an update', writing(insert).replace('$2::text', 'coalesce($2::text, o.name)')],
    [
      'a function after a conflict',
      writing(`${insert} ON CONFLICT (org_id, id) DO UPDATE SET id = lpad(excluded.id, 3)`),
    ],
    [
      'a write that does not hang on the head',
      writing(insert.replace('FROM head,', 'FROM')).replace('head.org_id,', '$1::text,'),
    ],
    ['a write into another organization', writing(insert.replace('head.org_id', 'r.id'))],
    ['a claim that does not hang on the base', writing('INSERT INTO "s".claims (kind) SELECT head.org_id FROM head')],
    ['a table expression that unnests', `WITH k AS (SELECT unnest($1::text::text[])) ${fine}`],
    [
      'one that does for each key, without a limit',
      `WITH k AS (SELECT x.* FROM unnest($1::text::text[]) AS k(key) CROSS JOIN LATERAL (SELECT t.id FROM "s".members AS t WHERE t.org_id = $1::text) AS x) ${fine}`,
    ],
    ['a second one that does', `WITH j AS (SELECT 1), k AS (SELECT unnest($1::text::text[])) ${fine}`],
    ['a merge', writing('MERGE INTO "s".members AS t USING head ON t.org_id = $1::text WHEN MATCHED THEN DELETE')],
  ])('%s', (_, sql) => {
    expect(lintStatement(sql)).toHaveLength(1)
  })

  const table =
    'CREATE TABLE "s".things (\n  org_id text COLLATE "C" NOT NULL,\n  id text COLLATE "C",\n  PRIMARY KEY (org_id, id)\n);'

  test('nothing in a sound table', () => {
    expect(lintSchema(table)).toEqual([])
  })

  test.each([
    ['a key that begins with something else', table.replace('(org_id, id)', '(id, org_id)')],
    ['no key', table.replace(/,\n {2}PRIMARY.*\n/, '\n')],
    ['a unique constraint', table.replace('"C",', '"C" UNIQUE,')],
    ['a unique index', `${table}\nCREATE UNIQUE INDEX a ON "s".things (org_id, id);`],
    ['a foreign key', table.replace('"C",', '"C" REFERENCES "s".others,')],
    ['a linguistic order', table.replace('id text COLLATE "C",\n  P', 'id text,\n  P')],
    [
      'a linguistic order in an index',
      `${table.replace('  P', '  name text,\n  P')}\nCREATE INDEX a ON "s".things (org_id, name);`,
    ],
    ['a sequence', table.replace('id text COLLATE "C",', 'id bigserial,')],
    ['a type of its own', table.replace('id text COLLATE "C",', 'id citext,')],
    ['a time of the database', table.replace('id text COLLATE "C",', 'id timestamptz,')],
  ])('%s', (_, sql) => {
    expect(lintSchema(sql).length).toBeGreaterThan(0)
  })
})
