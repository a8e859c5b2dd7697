/**
 * The read: all needs in one statement, so that they are answered from one snapshot, alone or beside a list. The text
 * depends on the shape of the needs alone, never on how many keys there are (but one, or several), so that it can be
 * prepared.
 *
 * Sets are looked up with `= ANY(array)`: with that the planner keeps to the index made for it also when it plans
 * without knowing the values, and one plan serves for all. Where a limit counts, each key has a range of its own.
 */
import { type Edge, edges, type Follow, type Kind, type Need } from '../../../src/storage.js'
import { columnOf, organizationColumns, recordColumns } from '../columns.js'
import type { Statement } from '../sql-client.js'
import { byShape, type OfGet } from './needs.js'
import { columnsOf, Parameters, revisionAsJson, type Tables } from './sql.js'

/** Answers rows `['organization', column, ...]`, `[kind, column, ...]` and `['revision', ...]`. */
export function readStatement(tables: Tables, organizationId: string, needs: readonly Need[]): Statement {
  return { ...new Reading(tables, organizationId, needs).statement(), recurring: true }
}

/** The head and what the needs name. What edges lead on from is a table expression: `member1`, `team2`, ... */
export class Reading {
  readonly parameters = new Parameters()
  /** The parameter that every table is looked up by. */
  readonly organization: string
  private readonly tables: Tables
  private readonly expressions: string[] = []
  /** One for each look-up. */
  private readonly selects: string[] = []

  constructor(tables: Tables, organizationId: string, needs: readonly Need[]) {
    this.tables = tables
    this.organization = this.parameters.add(organizationId, 'text')
    for (const { need, keys } of byShape(needs)) this.root(need, keys)
  }

  private root(need: Need, keys: readonly string[]): void {
    const set = () => `ANY(${this.parameters.texts(keys)})`
    switch (need.get) {
      case 'records':
        this.find(need.kind, this.lookUp(need), need.follow)
        break
      case 'catalogue':
        this.catalogue(need.known)
        break
      case 'member-by-user':
        this.find('member', this.membersBy('user_id', set(), need.removed), need.follow)
        break
      case 'member-by-email':
        this.find('member', this.membersBy('email_key', set(), need.removed), need.follow)
        break
      case 'invitation-by-token':
        this.find('invitation', this.where('invitation', `t.token_hash = ${set()}`), need.follow)
        break
      case 'expired-invitations':
        this.find('invitation', this.expired(need.at, need.limit), need.follow)
        break
      case 'revision-by-request':
        this.revision(`r.request_id = ${set()}`)
        break
      case 'revision-by-commit':
        this.revision(`r.commit_id = ${set()}`)
        break
      default:
        this.find(need.get, this.where(need.get, `t.id = ${set()}`), need.follow)
    }
  }

  /** All in one; `beside` is a further `SELECT` of rows with a tag of their own. No order is kept, neither there. */
  statement(...beside: readonly string[]): Statement {
    const { tables, organization } = this
    const head = columnsOf('o', organizationColumns)
    const selects = [
      `SELECT json_build_array('organization', ${head})::text AS data FROM ${tables.organizations} AS o WHERE o.org_id = ${organization}`,
      ...this.selects,
      ...beside,
    ]
    const expressions = this.expressions.length === 0 ? '' : `WITH ${this.expressions.join(',\n')}\n`
    return { text: expressions + selects.join('\nUNION ALL\n'), values: this.parameters.values }
  }

  /** A table expression that is no answer of its own; answers its name. */
  express(name: string, select: string): string {
    const numbered = `${name}${this.expressions.length + 1}`
    this.expressions.push(`${numbered} AS (${select})`)
    return numbered
  }

  /** Finds what the edges lead to from the records in `rows`: a table expression, with conditions or without. */
  follow(kind: Kind, rows: string, follow: Follow<Kind> = {}): void {
    const known: { readonly [edge: string]: Edge } = edges[kind]
    for (const [name, further] of Object.entries<Follow<Kind>>(follow)) {
      const edge = known[name]
      if (edge !== undefined) this.along(kind, edge, rows, further)
    }
  }

  private along(kind: Kind, edge: Edge, rows: string, follow: Follow<Kind>): void {
    const from = (column: string | undefined) => `ANY(ARRAY(SELECT ${column} FROM ${rows}))`
    if ('from' in edge) {
      this.find(edge.from, this.liveWhere(edge.from, `t.${columnOf(edge.from, edge.by)} = ${from('id')}`), follow)
      return
    }
    for (const to of edge.to) this.find(to, this.where(to, `t.id = ${from(columnOf(kind, edge.field))}`), follow)
  }

  /** What nothing leads on from needs no expression, and so is planned faster. */
  private find(kind: Kind, select: string, follow: Follow<Kind> = {}): void {
    const isFollowed = Object.keys(follow).length > 0
    const rows = isFollowed ? this.express(kind, select) : `(${select})`
    this.selects.push(
      `SELECT json_build_array('${kind}', ${columnsOf('x', recordColumns[kind])})::text FROM ${rows} AS x`,
    )
    if (isFollowed) this.follow(kind, rows, follow)
  }

  private revision(condition: string): void {
    const { tables, organization } = this
    this.selects.push(
      `SELECT ${revisionAsJson(tables, organization, `'revision', `)} FROM ${tables.revisions} AS r
  WHERE r.org_id = ${organization} AND ${condition}`,
    )
  }

  private where(kind: Kind, condition: string): string {
    return `SELECT t.* FROM ${this.tables[`${kind}s`]} AS t WHERE t.org_id = ${this.organization} AND ${condition}`
  }

  private liveWhere(kind: Kind, condition: string): string {
    return this.where(kind, columnOf(kind, 'status') === undefined ? condition : `${condition} AND ${live(kind)}`)
  }

  /** Of each key those with the smallest ids, and of them all again. One key needs but one range, which plans faster. */
  private lookUp({ kind, by, keys, limit }: OfGet<'records'>): string {
    const column = columnOf(kind, by)
    const most = this.parameters.add(limit, 'bigint')
    const under = (key: string) => `${this.liveWhere(kind, `t.${column} = ${key}`)} ORDER BY t.id LIMIT ${most}`
    const [first, ...others] = new Set(keys)
    if (first !== undefined && others.length === 0) return under(this.parameters.add(first, 'text'))
    return `SELECT x.* FROM unnest(${this.parameters.texts([...new Set(keys)])}) AS k(key)
  CROSS JOIN LATERAL (${under('k.key')}) AS x ORDER BY x.id LIMIT ${most}`
  }

  /** Nothing is looked at where the head says that what is known still stands. */
  private catalogue(known: string | undefined): void {
    const { tables, organization } = this
    const isKnown =
      known === undefined ? '' : ` AND o.catalogue_id IS DISTINCT FROM ${this.parameters.add(known, 'text')}`
    const moved = this.express(
      'moved',
      `SELECT o.org_id FROM ${tables.organizations} AS o WHERE o.org_id = ${organization}${isKnown}`,
    )
    for (const kind of kindsInCatalogue) this.find(kind, this.where(kind, `t.catalogue AND EXISTS (TABLE ${moved})`))
  }

  /** Those who are not removed and, if asked for, the first removed one of each key. */
  private membersBy(column: 'user_id' | 'email_key', set: string, removed = false): string {
    const present = this.liveWhere('member', `t.${column} = ${set}`)
    if (!removed) return present
    const all = this.where('member', `t.${column} = ${set} AND t.status = 'removed'`)
    const first = `${all.replace('SELECT', `SELECT DISTINCT ON (t.${column})`)} ORDER BY t.${column}, t.id`
    return `${present} UNION ALL (${first})`
  }

  private expired(at: number, limit: number): string {
    const ranOut = `t.status = 'pending' AND t.expires_at <= ${this.parameters.add(at, 'bigint')}`
    const first = `ORDER BY t.expires_at, t.id LIMIT ${this.parameters.add(limit, 'bigint')}`
    return `${this.where('invitation', ranOut)} ${first}`
  }
}

/** The kinds whose records may carry `catalogue`. */
const kindsInCatalogue = ['workspace', 'role', 'membership', 'assignment'] as const satisfies readonly Kind[]

/** What the indexes of the look-ups leave out. */
const live = (kind: Kind): string => `t.status <> '${kind === 'member' ? 'removed' : 'deleted'}'`
