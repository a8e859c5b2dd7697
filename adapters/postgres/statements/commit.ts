/**
 * The commit: one statement, in which every write hangs on the compare-and-swap of the head.
 *
 * INVARIANT: each part takes its rows from the part before it, down to `head`; one that did not would write although
 * the head had moved on. A statement sees no row that was committed after it began, except through a lock or a conflict
 * on the row itself: so what decides is only ever a head that was updated or inserted, and a claim that was.
 */
import { type ChangeSet, type Claim, type Delete, kinds, type Put } from '../../../src/storage.js'
import {
  type Columns,
  eventColumns,
  organizationColumns,
  placeColumns,
  recordColumns,
  revisionColumns,
} from '../columns.js'
import { flatRevision, toRow, toValues } from '../rows.js'
import type { Statement } from '../sql-client.js'
import { columnNames, columnsOf, columnsWithTypes, Parameters, type Tables } from './sql.js'

/**
 * Answers one row of counts: `[stands, claimed, freshly claimed, written]`.
 *
 * One case cannot be seen from inside the statement: of two who create one organization under two slugs at once, the
 * loser has its claim before it finds the head there. With `orUndo` the statement then fails, by a division by zero,
 * and so undoes itself; without, where that would abort the caller's transaction, the claim is to be given back.
 */
export function commitStatement(tables: Tables, changeSet: ChangeSet, orUndo: boolean): Statement {
  const { organizationId, base, claims } = changeSet
  const parameters = new Parameters()
  const organization = parameters.add(organizationId, 'text')
  const isNew = base.revision === 0 && base.commitId === ''
  const parts = isNew
    ? creation(tables, parameters, organization, changeSet)
    : update(tables, parameters, organization, changeSet)
  parts.push(
    ...records(tables, parameters, changeSet.puts),
    ...deletions(tables, parameters, organization, changeSet.deletes),
    ...history(tables, parameters, changeSet),
  )
  if (claims.release.length > 0) parts.push(release(tables, parameters, claims.release, claims.take))
  const counts = [count('base'), count('claim'), count('claim WHERE fresh'), count('head')]
  if (orUndo && isNew && claims.take !== undefined) counts.push(failure)
  const text = `WITH ${parts.join(',\n')}\nSELECT json_build_array(${counts.join(', ')})::text AS data`
  return { text, values: parameters.values, recurring: true }
}

const count = (rows: string): string => `(SELECT count(*) FROM ${rows})`

const failure = `CASE WHEN ${count('claim WHERE fresh')} > ${count('head')} THEN 1 / ${count('head')} END`

/** What `orUndo` fails with. */
export const undone = '22012'

/** Takes a claim away again that came of a commit which then found its head there. */
export function giveBackStatement(tables: Tables, { organizationId, head }: ChangeSet, claim: Claim): Statement {
  const text = `
DELETE FROM ${tables.claims} AS c
WHERE c.kind = $1::text AND c.key = $2::text AND c.org_id = $3::text AND c.commit_id = $4::text
RETURNING json_build_array(c.key)::text AS data`
  return { text, values: [claim.kind, claim.key, organizationId, head.commitId] }
}

/** `base` locks the head where it stands at the base; then the claim, then the head. */
function update(tables: Tables, parameters: Parameters, organization: string, changeSet: ChangeSet): string[] {
  const { base, claims, head } = changeSet
  const revision = parameters.add(base.revision, 'bigint')
  const commit = parameters.add(base.commitId, 'text')
  const atBase = `o.org_id = ${organization} AND o.revision = ${revision} AND o.commit_id = ${commit}`
  const { id: _, ...columns } = organizationColumns
  const values = parameters.record(columns, toValues(columns, head))
  const set = columnNames(columns)
    .map((column, place) => `${column} = ${values[place]}`)
    .join(', ')
  if (claims.take === undefined) {
    return [
      `head AS (
  UPDATE ${tables.organizations} AS o SET ${set}
  WHERE ${atBase}
  RETURNING o.org_id
)`,
      'base AS (SELECT org_id FROM head)',
      'claim AS (SELECT org_id, false AS fresh FROM head)',
    ]
  }
  return [
    `base AS (
  SELECT o.org_id FROM ${tables.organizations} AS o
  WHERE ${atBase}
  FOR UPDATE
)`,
    take(tables, parameters, changeSet, claims.take),
    `head AS (
  UPDATE ${tables.organizations} AS o SET ${set}
  FROM claim
  WHERE ${atBase} AND claim.org_id = o.org_id
  RETURNING o.org_id
)`,
  ]
}

/** `base` is one row where there is no head yet; then the claim, then the head. */
function creation(tables: Tables, parameters: Parameters, organization: string, changeSet: ChangeSet): string[] {
  const { claims, head } = changeSet
  const values = parameters.record(organizationColumns, toValues(organizationColumns, head))
  return [
    `base AS (
  SELECT ${organization} AS org_id
  WHERE NOT EXISTS (SELECT FROM ${tables.organizations} AS o WHERE o.org_id = ${organization})
)`,
    claims.take === undefined
      ? 'claim AS (SELECT org_id, false AS fresh FROM base)'
      : take(tables, parameters, changeSet, claims.take),
    `head AS (
  INSERT INTO ${tables.organizations} AS o (${columnNames(organizationColumns).join(', ')})
  SELECT ${values.join(', ')} FROM claim
  ON CONFLICT (org_id) DO NOTHING
  RETURNING o.org_id
)`,
  ]
}

/** A claim that nobody holds, or this organization. The empty update is what tells its own from another's. */
function take(tables: Tables, parameters: Parameters, { head }: ChangeSet, claim: Claim): string {
  const kind = parameters.add(claim.kind, 'text')
  const key = parameters.add(claim.key, 'text')
  const commit = parameters.add(head.commitId, 'text')
  return `claim AS (
  INSERT INTO ${tables.claims} AS c (kind, key, org_id, commit_id)
  SELECT ${kind}, ${key}, base.org_id, ${commit} FROM base
  ON CONFLICT (kind, key) DO UPDATE SET org_id = excluded.org_id WHERE c.org_id = excluded.org_id
  RETURNING c.org_id, c.commit_id = ${commit} AS fresh
)`
}

function release(tables: Tables, parameters: Parameters, claims: readonly Claim[], kept: Claim | undefined): string {
  const kinds = new Map<string, string[]>()
  for (const { kind, key } of claims) {
    if (kind !== kept?.kind || key !== kept.key) kinds.set(kind, [...(kinds.get(kind) ?? []), key])
  }
  const named = [...kinds].map(([kind, keys]) => {
    return `c.kind = ${parameters.add(kind, 'text')} AND c.key = ANY(${parameters.texts(keys)})`
  })
  return `released AS (
  DELETE FROM ${tables.claims} AS c USING head
  WHERE c.org_id = head.org_id AND (${named.join(' OR ') || 'false'})
)`
}

/** Nothing stands for a kind that is not written. */
function records(tables: Tables, parameters: Parameters, puts: readonly Put[]): string[] {
  return kinds.flatMap((kind) => {
    const columns = recordColumns[kind]
    const rows = (change: Put['change']) =>
      puts.filter((put) => put.kind === kind && put.change === change).map((put) => toRow(columns, put.record))
    const insert = (name: string, rows: object[], onConflict: string) =>
      rows.length === 0 ? [] : [insertAll(name, tables[`${kind}s`], columns, parameters.json(rows), onConflict)]
    return [
      ...insert(`new_${kind}s`, rows('new'), ''),
      ...insert(`changed_${kind}s`, rows('changed'), `\n  ON CONFLICT (org_id, id) DO UPDATE SET ${setAll(columns)}`),
    ]
  })
}

function deletions(tables: Tables, parameters: Parameters, organization: string, deletes: readonly Delete[]): string[] {
  return (['membership', 'assignment'] as const).flatMap((kind) => {
    const ids = deletes.filter((gone) => gone.kind === kind).map(({ id }) => id)
    if (ids.length === 0) return []
    return `gone_${kind}s AS (
  DELETE FROM ${tables[`${kind}s`]} AS t USING head
  WHERE t.org_id = ${organization} AND t.org_id = head.org_id AND t.id = ANY(${parameters.texts(ids)})
)`
  })
}

const setAll = (columns: Columns): string =>
  columnNames(columns)
    .filter((column) => column !== 'id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')

function insertAll(name: string, table: string, columns: Columns, json: string, onConflict: string): string {
  return `${name} AS (
  INSERT INTO ${table} (org_id, ${columnNames(columns).join(', ')})
  SELECT head.org_id, ${columnsOf('r', columns)}
  FROM head, jsonb_to_recordset(${json}) AS r(${columnsWithTypes(columns)})${onConflict}
)`
}

function history(tables: Tables, parameters: Parameters, { revision }: ChangeSet): string[] {
  const row = toRow(revisionColumns, flatRevision(revision))
  const events = revision.events.map((event, index) => ({
    ...toRow(placeColumns, { ...revision, index }),
    ...toRow(eventColumns, event),
  }))
  const insert = (name: 'revisions' | 'events', columns: Columns, rows: object[]) =>
    rows.length === 0 ? [] : [insertAll(name, tables[name], columns, parameters.json(rows), '')]
  return [
    ...insert('revisions', revisionColumns, [row]),
    ...insert('events', { ...placeColumns, ...eventColumns }, events),
  ]
}
