/** What looks at more than one organization: queries, on which no invariant rests, and upkeep. */
import { type FindQuery, kinds } from '../../../src/storage.js'
import { organizationColumns, recordColumns } from '../columns.js'
import type { Statement } from '../sql-client.js'
import { columnsOf, type Tables } from './sql.js'

const head = `json_build_array(${columnsOf('o', organizationColumns)})`
const member = `json_build_array('member', ${columnsOf('m', recordColumns.member)})`
const invitation = `json_build_array('invitation', ${columnsOf('i', recordColumns.invitation)})`

/** Answers rows `[head, record or null]`, one more than the limit where more follow. */
export function findStatement(tables: Tables, query: FindQuery): Statement {
  switch (query.by) {
    case 'slug':
      return {
        text: `
SELECT json_build_array(${head}, NULL)::text AS data
FROM ${tables.claims} AS c JOIN ${tables.organizations} AS o ON o.org_id = c.org_id
WHERE c.kind = 'slug' AND c.key = $1::text AND o.status <> 'deleted'`,
        values: [query.slug],
      }
    case 'user':
      return {
        text: `
SELECT json_build_array(${head}, ${member})::text AS data
FROM ${tables.members} AS m JOIN ${tables.organizations} AS o ON o.org_id = m.org_id
WHERE m.user_id = $1::text AND m.status <> 'removed' AND m.org_id > $2::text AND o.status <> 'deleted'
ORDER BY m.org_id, m.id LIMIT $3::bigint`,
        values: [query.userId, query.after ?? '', query.limit + 1],
      }
    case 'email':
      return {
        text: `
SELECT json_build_array(${head}, ${invitation})::text AS data
FROM ${tables.invitations} AS i JOIN ${tables.organizations} AS o ON o.org_id = i.org_id
WHERE i.email_key = $1::text AND i.status = 'pending' AND i.id > $2::text AND o.status <> 'deleted'
ORDER BY i.id, i.org_id LIMIT $3::bigint`,
        values: [query.emailKey, query.after ?? '', query.limit + 1],
      }
    case 'expired-invitations':
      return {
        text: `
SELECT json_build_array(${head}, NULL)::text AS data
FROM ${tables.organizations} AS o
WHERE o.status = 'active' AND o.org_id > $2::text AND o.org_id IN (
  SELECT i.org_id FROM ${tables.invitations} AS i
  WHERE i.status = 'pending' AND i.expires_at <= $1::bigint AND i.org_id > $2::text
)
ORDER BY o.org_id LIMIT $3::bigint`,
        values: [query.at, query.after ?? '', query.limit + 1],
      }
  }
}

/**
 * Erases records, then revisions with their events, as far as the limit goes; where that was not reached, heads and
 * their claims too. Answers one row `[erased, more]`.
 *
 * The heads are locked, so that of two sweeps the second waits, and what an organization still has is counted in what
 * was chosen, not in what was erased: somebody else may have erased that meanwhile. A head that has moved on since the
 * statement began stays, since it has rows which the statement cannot see.
 */
export function sweepStatement(
  tables: Tables,
  { deletedBefore, limit }: { readonly deletedBefore: number; readonly limit: number },
): Statement {
  const doomed = `o.status = 'deleted' AND o.deleted_at < $1::bigint`
  const erased = [...kinds.map((kind) => `${kind}s` as const), 'revisions' as const]
  const counted = (names: readonly string[]) => names.map((name) => `(SELECT count(*) FROM ${name})`)
  const less = (names: readonly string[]) => [`$2::bigint`, ...counted(names)].join(' - ')
  const erasing = erased.map((table, place) => {
    const key = table === 'revisions' ? 'revision' : 'id'
    return `${table} AS MATERIALIZED (
  SELECT t.org_id, t.${key} FROM doomed AS d CROSS JOIN LATERAL (
    SELECT s.org_id, s.${key} FROM ${tables[table]} AS s WHERE s.org_id = d.org_id ORDER BY s.${key} LIMIT $2::bigint
  ) AS t
  LIMIT ${less(erased.slice(0, place))}
),
erased_${table} AS (
  DELETE FROM ${tables[table]} AS t USING ${table} AS x WHERE t.org_id = x.org_id AND t.${key} = x.${key}
  RETURNING t.org_id
)`
  })
  const text = `
WITH doomed AS MATERIALIZED (
  SELECT o.org_id, o.commit_id FROM ${tables.organizations} AS o
  WHERE ${doomed}
  ORDER BY o.deleted_at, o.org_id LIMIT $2::bigint
  FOR UPDATE
),
${erasing.join(',\n')},
erased_events AS (
  DELETE FROM ${tables.events} AS t USING revisions AS x WHERE t.org_id = x.org_id AND t.revision = x.revision
),
erased_heads AS (
  DELETE FROM ${tables.organizations} AS o USING doomed AS d
  WHERE o.org_id = d.org_id AND o.commit_id = d.commit_id AND ${less(erased)} > 0
  RETURNING o.org_id
),
erased_claims AS (
  DELETE FROM ${tables.claims} AS c USING erased_heads AS x WHERE c.org_id = x.org_id
)
SELECT json_build_array(
  ${counted([...erased, 'heads'].map((name) => `erased_${name}`)).join(' + ')},
  EXISTS (
    SELECT FROM ${tables.organizations} AS o
    WHERE ${doomed} AND NOT EXISTS (SELECT FROM erased_heads AS x WHERE x.org_id = o.org_id)
  )
)::text AS data`
  return { text, values: [deletedBefore, limit] }
}
