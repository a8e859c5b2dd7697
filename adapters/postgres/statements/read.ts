/**
 * The read: all needs in one statement, so that they are answered from one snapshot, alone or beside a list. The text
 * depends on the shape of the needs alone, never on how many keys there are, so that it can be prepared.
 *
 * Sets are looked up with `= ANY(array)`: with that the planner keeps to the index made for it also when it plans
 * without knowing the values, and one plan serves for all.
 */
import type { FollowInvitation, FollowMember, Kind, Need } from '../../../src/storage.js'
import { organizationColumns, recordColumns } from '../rows.js'
import type { Statement } from '../sql-client.js'
import { columnsOf, Parameters, revisionAsJson, type Tables } from './sql.js'

/** Answers rows `['organization', column, ...]`, `['member', ...]`, `['invitation', ...]` and `['revision', ...]`. */
export function readStatement(tables: Tables, organizationId: string, needs: readonly Need[]): Statement {
  return { ...new Reading(tables, organizationId, needs).statement(), recurring: true }
}

/** Needs of one shape are one look-up for the keys of all. */
function byShape(needs: readonly Need[]): Map<string, { need: Need; keys: string[] }> {
  const shapes = new Map<string, { need: Need; keys: string[] }>()
  for (const need of needs) {
    const keys = keysOf(need)
    const shape = keys === undefined ? `${shapeOf(need)} ${shapes.size}` : shapeOf(need)
    const known = shapes.get(shape)
    if (known === undefined) shapes.set(shape, { need, keys: [...(keys ?? [])] })
    else known.keys.push(...(keys ?? []))
  }
  return shapes
}

function keysOf(need: Need): readonly string[] | undefined {
  if ('ids' in need) return need.ids
  if ('keys' in need) return need.keys
  if ('hashes' in need) return need.hashes
  if ('requestId' in need) return [need.requestId]
  return 'commitId' in need ? [need.commitId] : undefined
}

function shapeOf(need: Need): string {
  const removed = 'removed' in need && need.removed ? ' removed' : ''
  return need.get + removed + ('follow' in need ? shapeOfEdges(need.follow) : '')
}

const shapeOfEdges = (follow: FollowMember | FollowInvitation = {}): string =>
  Object.entries(follow)
    .map(([edge, further]) => `(${edge}${shapeOfEdges(further)})`)
    .sort()
    .join('')

/** The head and what the needs name, with one table expression per look-up: `m1`, `i2`, ... */
export class Reading {
  readonly parameters = new Parameters()
  /** The parameter that every table is looked up by. */
  readonly organization: string
  private readonly tables: Tables
  private readonly expressions: string[] = []
  private readonly names: { readonly [K in Kind]: string[] } = { member: [], invitation: [] }
  private readonly revisions: string[] = []

  constructor(tables: Tables, organizationId: string, needs: readonly Need[]) {
    this.tables = tables
    this.organization = this.parameters.add(organizationId, 'text')
    for (const [, { need, keys }] of [...byShape(needs)].sort(([a], [b]) => (a < b ? -1 : 1))) this.root(need, keys)
  }

  private root(need: Need, keys: readonly string[]): void {
    const set = () => `ANY(${this.parameters.texts(keys)})`
    switch (need.get) {
      case 'member':
        this.members(this.memberWhere(`m.id = ${set()}`), need.follow)
        break
      case 'member-by-user':
        this.members(this.membersBy('user_id', set(), need.removed), need.follow)
        break
      case 'member-by-email':
        this.members(this.membersBy('email_key', set(), need.removed), need.follow)
        break
      case 'invitation':
        this.invitations(this.invitationWhere(`i.id = ${set()}`), need.follow)
        break
      case 'invitation-by-token':
        this.invitations(this.invitationWhere(`i.token_hash = ${set()}`), need.follow)
        break
      case 'expired-invitations':
        this.invitations(this.expired(need.at, need.limit), need.follow)
        break
      case 'revision-by-request':
        this.revision(`r.request_id = ${set()}`)
        break
      case 'revision-by-commit':
        this.revision(`r.commit_id = ${set()}`)
        break
    }
  }

  /** All in one; `beside` is a further `SELECT` of rows with a tag of their own. No order is kept, neither there. */
  statement(...beside: readonly string[]): Statement {
    const { tables, organization } = this
    const head = columnsOf('o', organizationColumns)
    const selects = [
      `SELECT json_build_array('organization', ${head})::text AS data FROM ${tables.organizations} AS o WHERE o.org_id = ${organization}`,
      ...this.found('member'),
      ...this.found('invitation'),
      ...this.revisions,
      ...beside,
    ]
    const expressions = this.expressions.length === 0 ? '' : `WITH ${this.expressions.join(',\n')}\n`
    return { text: expressions + selects.join('\nUNION ALL\n'), values: this.parameters.values }
  }

  private found(kind: Kind): string[] {
    const names = this.names[kind]
    if (names.length === 0) return []
    const all = names.map((name) => `TABLE ${name}`).join(' UNION ALL ')
    return [`SELECT json_build_array('${kind}', ${columnsOf('x', recordColumns[kind])})::text FROM (${all}) AS x`]
  }

  private members(select: string, follow: FollowMember = {}): void {
    const name = this.add('member', select)
    const along = (column: string) => `ANY(ARRAY(SELECT ${column} FROM ${name}))`
    if (follow.invitation) this.invitations(this.invitationWhere(`i.id = ${along('invitation_id')}`), follow.invitation)
    if (follow.granter) this.members(this.memberWhere(`m.id = ${along('role_granter')}`), follow.granter)
  }

  private invitations(select: string, follow: FollowInvitation = {}): void {
    const name = this.add('invitation', select)
    if (follow.member) this.members(this.memberWhere(`m.id = ANY(ARRAY(SELECT member_id FROM ${name}))`), follow.member)
  }

  private revision(condition: string): void {
    const { tables, organization } = this
    this.revisions.push(
      `SELECT ${revisionAsJson(tables, organization, `'revision', `)} FROM ${tables.revisions} AS r
  WHERE r.org_id = ${organization} AND ${condition}`,
    )
  }

  private add(kind: Kind, select: string): string {
    const name = `${kind.slice(0, 1)}${this.expressions.length + 1}`
    this.expressions.push(`${name} AS (${select})`)
    this.names[kind].push(name)
    return name
  }

  private memberWhere(condition: string): string {
    return `SELECT m.* FROM ${this.tables.members} AS m WHERE m.org_id = ${this.organization} AND ${condition}`
  }

  private invitationWhere(condition: string): string {
    return `SELECT i.* FROM ${this.tables.invitations} AS i WHERE i.org_id = ${this.organization} AND ${condition}`
  }

  /** Those who are not removed and, if asked for, the first removed one of each key. */
  private membersBy(column: 'user_id' | 'email_key', set: string, removed = false): string {
    const live = this.memberWhere(`m.${column} = ${set} AND m.status <> 'removed'`)
    if (!removed) return live
    const all = this.memberWhere(`m.${column} = ${set} AND m.status = 'removed'`)
    const first = `${all.replace('SELECT', `SELECT DISTINCT ON (m.${column})`)} ORDER BY m.${column}, m.id`
    return `${live} UNION ALL (${first})`
  }

  private expired(at: number, limit: number): string {
    const ranOut = `i.status = 'pending' AND i.expires_at <= ${this.parameters.add(at, 'bigint')}`
    return `${this.invitationWhere(ranOut)} ORDER BY i.expires_at, i.id LIMIT ${this.parameters.add(limit, 'bigint')}`
  }
}
