/**
 * Lists within one organization, each with the head and what is needed beside it. Where a filter is a set, each value of
 * it has a range of its own in an index; the list takes one page out of each, and the page out of those, so that a
 * filter that little matches costs no more.
 */
import { invitationStatuses } from '../../../src/invitation/invitation.js'
import { memberStatuses } from '../../../src/member/member.js'
import { type HistoryQuery, type Kind, listFields, type Need, type PageQuery } from '../../../src/storage.js'
import { containerStatuses } from '../../../src/team/team.js'
import { columnOf, eventColumns, placeColumns, recordColumns } from '../columns.js'
import type { Statement } from '../sql-client.js'
import { Reading } from './read.js'
import { columnsOf, type Parameters, revisionAsJson, type Tables } from './sql.js'

/** Answers the rows of a read and `['page', number, kind, column, ...]`, one more than the limit where more follow. */
export function pageStatement(
  tables: Tables,
  organizationId: string,
  query: PageQuery,
  needs: readonly Need[],
): Statement {
  const { kind, after, before, follow } = query
  const reading = new Reading(tables, organizationId, needs)
  const { parameters, organization } = reading
  const conditions = [`t.org_id = ${organization}`]
  const start = before ?? after
  if (start !== undefined) {
    const place = `(${parameters.add(start.sortKey, 'text')}, ${parameters.add(start.id, 'text')})`
    conditions.push(`(t.sort_key, t.id) ${before === undefined ? '>' : '<'} ${place}`)
  }
  const { equal, sets } = filters(kind, query.where)
  for (const [column, value] of equal) conditions.push(`t.${column} = ${parameters.add(value, 'text')}`)
  if (isForeign(kind, query.where)) conditions.push('false')
  const limit = parameters.add(query.limit + 1, 'bigint')
  const direction = before === undefined ? 'ASC' : 'DESC'
  const order = (alias: string) => `ORDER BY ${alias}.sort_key ${direction}, ${alias}.id ${direction} LIMIT ${limit}`
  const rows = fromEach(parameters, conditions, sets, (conditions) => ({
    select: `SELECT t.* FROM ${tables[`${kind}s`]} AS t WHERE ${conditions} ${order('t')}`,
    order,
  }))
  const asJson = `json_build_array('page', row_number() OVER (ORDER BY p.sort_key, p.id), '${kind}', ${columnsOf('p', recordColumns[kind])})::text`
  if (follow === undefined || Object.keys(follow).length === 0) {
    return reading.statement(`SELECT ${asJson}\nFROM (\n  ${rows}\n) AS p`)
  }
  // INVARIANT: what is followed is the page itself, without the one record that only says that more follow
  const page = reading.express('page', rows)
  const first = `ORDER BY p.sort_key ${direction}, p.id ${direction} LIMIT ${parameters.add(query.limit, 'bigint')}`
  reading.follow(kind, reading.express('shown', `SELECT p.* FROM ${page} AS p ${first}`), follow)
  return reading.statement(`SELECT ${asJson}\nFROM ${page} AS p`)
}

/** Whether the kind lacks what it is filtered by, so that no record matches. */
function isForeign(kind: Kind, { status, role, roleGranter, by }: PageQuery['where']): boolean {
  const fields: readonly string[] = listFields[kind]
  const lacks = (field: string, filter: unknown) => filter !== undefined && columnOf(kind, field) === undefined
  const isNoListField = by !== undefined && !fields.includes(by.field)
  return isNoListField || lacks('status', status) || lacks('role', role) || lacks('roleGranter', roleGranter)
}

/**
 * The columns that must have one value, and those that must have one of several. The indexes by role, by granter and by
 * a list field have the status behind them, so that both together are one range.
 */
function filters(kind: Kind, { status, role, roleGranter, by }: PageQuery['where']) {
  const equal = [
    ['roleGranter', roleGranter],
    [by?.field ?? '', by?.key],
  ].flatMap(([field = '', value]) => {
    const column = columnOf(kind, field)
    return column === undefined || value === undefined ? [] : [[column, value] as const]
  })
  const isNarrowed = role !== undefined || equal.length > 0
  const sets: Sets = {
    ...(columnOf(kind, 'role') !== undefined && { role }),
    ...(columnOf(kind, 'status') !== undefined && { status: status ?? (isNarrowed ? statuses[kind] : undefined) }),
  }
  return { equal, sets }
}

const statuses: { readonly [K in Kind]?: readonly string[] } = {
  member: memberStatuses,
  invitation: invitationStatuses,
  team: containerStatuses,
  group: containerStatuses,
  workspace: containerStatuses,
  resource: containerStatuses,
  role: containerStatuses,
}

/** Answers the rows of a read and `['event', place, ..., column, ...]`, one more than the limit where more follow. */
export function historyStatement(
  tables: Tables,
  organizationId: string,
  query: HistoryQuery,
  needs: readonly Need[],
): Statement {
  const reading = new Reading(tables, organizationId, needs)
  const { parameters, organization } = reading
  const conditions = [`t.org_id = ${organization}`]
  const where = (condition: string, value: string | number | undefined, type: 'text' | 'bigint') => {
    if (value !== undefined) conditions.push(`${condition} ${parameters.add(value, type)}`)
  }
  where('t.member_id =', query.memberId, 'text')
  where('t.record_id =', query.recordId, 'text')
  where('t.actor =', query.actor, 'text')
  where('t.at >=', query.from, 'bigint')
  where('t.at <', query.until, 'bigint')
  where('t.revision >', query.afterRevision, 'bigint')
  const forward = query.order === 'oldest-first'
  if (query.after !== undefined) {
    const place = `(${parameters.add(query.after.revision, 'bigint')}, ${parameters.add(query.after.index, 'bigint')})`
    conditions.push(`(t.revision, t.seq) ${forward ? '>' : '<'} ${place}`)
  }
  const limit = parameters.add(query.limit + 1, 'bigint')
  const direction = forward ? 'ASC' : 'DESC'
  const order = (alias: string) => `ORDER BY ${alias}.revision ${direction}, ${alias}.seq ${direction} LIMIT ${limit}`
  const rows = fromEach(parameters, conditions, { type: query.types }, (conditions) => ({
    select: `SELECT t.* FROM ${tables.events} AS t WHERE ${conditions} ${order('t')}`,
    order,
  }))
  return reading.statement(`SELECT json_build_array('event', ${columnsOf('e', { ...placeColumns, ...eventColumns })})::text
FROM (
  ${rows}
) AS e`)
}

/** Answers rows of revisions. */
export function revisionsStatement(
  tables: Tables,
  organizationId: string,
  query: { readonly after: number; readonly limit: number },
): Statement {
  const text = `
SELECT ${revisionAsJson(tables, '$1::text', '')} AS data
FROM ${tables.revisions} AS r
WHERE r.org_id = $1::text AND r.revision > $2::bigint
ORDER BY r.revision LIMIT $3::bigint`
  return { text, values: [organizationId, query.after, query.limit] }
}

/**
 * One page out of each combination of the sets' values, and the page out of those; without sets, just the page. A few
 * combinations stand one by one, so that the planner sees the value of each: one that is rare, or not there at all, must
 * not be looked for along the order of the list.
 */
function fromEach(parameters: Parameters, conditions: readonly string[], sets: Sets, page: PageOf): string {
  const given = Object.entries(sets).flatMap(([column, values]) =>
    values === undefined ? [] : [{ column, values: [...new Set(values)] }],
  )
  const combinations = given.reduce((count, { values }) => count * values.length, 1)
  if (combinations > 0 && combinations <= mostCombinations) return oneByOne(parameters, conditions, given, page)
  const one = page([...conditions, ...given.map(({ column }) => `t.${column} = ${column}s.${column}`)].join(' AND '))
  const values = given.map(({ column, values }) => `unnest(${parameters.texts(values)}) AS ${column}s(${column})`)
  return `SELECT x.* FROM ${values.join(' CROSS JOIN ')} CROSS JOIN LATERAL (${one.select}) AS x ${one.order('x')}`
}

const mostCombinations = 16

function oneByOne(
  parameters: Parameters,
  conditions: readonly string[],
  given: readonly Given[],
  page: PageOf,
): string {
  const combined = given.reduce(
    (rows, { column, values }) => {
      const equals = values.map((value) => `t.${column} = ${parameters.add(value, 'text')}`)
      return rows.flatMap((row) => equals.map((equal) => [...row, equal]))
    },
    [conditions],
  )
  const pages = combined.map((row) => page(row.join(' AND ')))
  const [first] = pages
  if (first === undefined || pages.length === 1) return first?.select ?? ''
  return `SELECT x.* FROM (${pages.map(({ select }) => `(${select})`).join(' UNION ALL ')}) AS x ${first.order('x')}`
}

interface Given {
  readonly column: string
  readonly values: readonly string[]
}

/** Columns that must have one of several values, where given. */
type Sets = { readonly [column: string]: readonly string[] | undefined }

type PageOf = (conditions: string) => { readonly select: string; readonly order: (alias: string) => string }
