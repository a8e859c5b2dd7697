/**
 * What one decision may see of an organization: the head and the records that it asked for. Commands and rules read
 * only through these selectors. A selector answers `undefined` only for *read and absent*; for *not read* it throws an
 * internal fault, so that no rule can be blind by accident.
 */
import type { Where } from '../access/standing.js'
import type { AssignmentRecord } from '../assignment/assignment.js'
import { keyOf } from '../decision/change-set.js'
import type { Actor } from '../decision/context.js'
import { internalFault } from '../errors.js'
import type { GroupRecord } from '../group/group.js'
import type { InvitationRecord } from '../invitation/invitation.js'
import type { MemberRecord } from '../member/member.js'
import type { MembershipRecord } from '../membership/membership.js'
import type { ResourceRecord } from '../resource/resource.js'
import type { RoleRecord } from '../role/role.js'
import {
  type Delete,
  type Edge,
  edges,
  type Follow,
  type Kind,
  type LookUpField,
  lookUpFields,
  type Need,
  type RecordsByKind,
  type Snapshot,
  type Stored,
} from '../storage.js'
import type { TeamRecord } from '../team/team.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import type { OrganizationRecord } from './organization.js'

export class Slice {
  readonly organizationId: string
  #head: OrganizationRecord | undefined
  readonly #parent: Slice | undefined
  #knowsAll = false
  readonly #records = new Map<string, Stored>()
  /** Ids of records that are new on this layer. */
  readonly #new = new Set<string>()
  /** Edges that this layer takes away from those below it. */
  readonly #gone = new Set<string>()
  /** What was asked for, as `<what>/<key>`: present or not, it is known. */
  readonly #asked = new Set<string>()
  /** Ids by look-up, as `<what>/<key>`; a hint, since a record may have changed in a later layer. */
  readonly #index = new Map<string, Set<string>>()

  private constructor(organizationId: string, head: OrganizationRecord | undefined, parent: Slice | undefined) {
    this.organizationId = organizationId
    this.#head = head
    this.#parent = parent
  }

  /** The slice of an organization that is about to be created: all that there is to know of it is known. */
  static ofNothing(organizationId: string): Slice {
    const slice = new Slice(organizationId, undefined, undefined)
    slice.#knowsAll = true
    return slice
  }

  /** The catalogue alone, for slices to stand on while it does not move. */
  static ofCatalogue(organizationId: string, records: readonly Stored[]): Slice {
    const slice = new Slice(organizationId, undefined, undefined)
    for (const stored of records) slice.#add(stored)
    slice.#asked.add('catalogue')
    for (const { kind, record } of records) slice.#asked.add(keyOf(kind, record.id))
    return slice
  }

  /** The slice that a storage read for these needs, on a catalogue that was read before, where that has not moved. */
  static of(
    organizationId: string,
    snapshot: Pick<Snapshot, 'head' | 'records'> | undefined,
    needs: readonly Need[],
    catalogue?: Slice,
  ): Slice {
    const slice = new Slice(organizationId, snapshot?.head, catalogue)
    for (const stored of snapshot?.records ?? []) slice.#add(stored)
    for (const need of needs) slice.#ask(need)
    return slice
  }

  /** A slice on top of this one, for what a step changes; this one stays as it is. */
  layer(): Slice {
    return new Slice(this.organizationId, this.#head, this)
  }

  /**
   * Puts a record on this layer. For the machinery only: `applyChanges` is the one state transition. Of a new one all is
   * known: nothing can hang on it yet but what is put as well.
   */
  put(stored: Stored & { readonly isNew?: boolean }): void {
    this.#add(stored)
    if (stored.isNew === true) this.#new.add(stored.record.id)
    this.#asked.add(keyOf(stored.kind, stored.record.id))
  }

  /** Takes an edge away from this layer on. For the machinery only. */
  drop({ kind, id }: Delete): void {
    this.#records.delete(keyOf(kind, id))
    this.#gone.add(keyOf(kind, id))
  }

  /** Sets the head of this layer. For the machinery only. */
  setHead(head: OrganizationRecord): void {
    this.#head = head
  }

  /** The head, or undefined where the organization does not exist (yet). */
  get head(): OrganizationRecord | undefined {
    return this.#head
  }

  get organization(): OrganizationRecord {
    return this.#head ?? internalFault('the organization was not read')
  }

  member(id: string): MemberRecord | undefined {
    return this.#get('member', id)
  }

  invitation(id: string): InvitationRecord | undefined {
    return this.#get('invitation', id)
  }

  /** A team that is not deleted; so the other containers, resources and roles. */
  team(id: string): TeamRecord | undefined {
    return live(this.#get('team', id))
  }

  group(id: string): GroupRecord | undefined {
    return live(this.#get('group', id))
  }

  workspace(id: string): WorkspaceRecord | undefined {
    return live(this.#get('workspace', id))
  }

  resource(id: string): ResourceRecord | undefined {
    return live(this.#get('resource', id))
  }

  role(id: string): RoleRecord | undefined {
    return live(this.#get('role', id))
  }

  membership(id: string): MembershipRecord | undefined {
    return this.#get('membership', id)
  }

  assignment(id: string): AssignmentRecord | undefined {
    return this.#get('assignment', id)
  }

  /** The record of a kind and id, for machinery that treats all kinds alike. */
  stored(kind: Kind, id: string): Stored | undefined {
    const key = keyOf(kind, id)
    if (!this.#knows(key)) internalFault(`\`${key}\` was not read`)
    return this.#find(key)
  }

  /** Live records of a kind by a look-up field, as many as were read. */
  by<K extends Kind>(kind: K, field: LookUpField<K>, key: string): readonly RecordsByKind[K][] {
    const what = `${kind}.${String(field)}/${key}`
    if (!this.#knows(what)) internalFault(`\`${kind}\` by \`${String(field)}\` was not read`)
    return this.#of(kind, this.#candidates(what)).filter((record) => !isGone(record) && fieldOf(record, field) === key)
  }

  /** Teams above a team, the nearest first; none of what is no team. */
  ancestorsOf(id: string): readonly string[] {
    return live(this.#of('team', [id])[0])?.ancestors ?? []
  }

  /** Whether a scope is at hand, whatever became of it. */
  isThere(where: Where): boolean {
    if ('organization' in where) return true
    if ('workspace' in where) return this.#find(keyOf('workspace', where.workspace)) !== undefined
    if ('team' in where) return this.#find(keyOf('team', where.team)) !== undefined
    return this.#find(keyOf('resource', where.resource)) !== undefined
  }

  /** Whether records of a kind were read by a look-up field. */
  knowsBy<K extends Kind>(kind: K, field: LookUpField<K>, key: string): boolean {
    return this.#knows(`${kind}.${String(field)}/${key}`)
  }

  /** All live records of a kind that are at hand, asked for or read along. */
  live<K extends Kind>(kind: K): readonly RecordsByKind[K][] {
    return this.#of(kind, this.#candidates(`kind/${kind}`)).filter((record) => !isGone(record))
  }

  /** Whether a record is at hand and live; false for what was not read, since it is only asked of what must have been. */
  hasLive(kind: Kind, id: string): boolean {
    const found = this.#find(keyOf(kind, id))
    return found !== undefined && !isGone(found.record)
  }

  /** What everybody's access is decided on: custom roles, shared workspaces, and what groups, teams and everyone hold. */
  catalogue<K extends Kind>(kind: K): readonly RecordsByKind[K][] {
    if (!this.#knows('catalogue')) internalFault('the catalogue was not read')
    return this.#of(kind, this.#candidates(`catalogue/${kind}`)).filter((record) => 'catalogue' in record)
  }

  /** A custom role that is not deleted, by its id. */
  customRole(id: string): RoleRecord | undefined {
    if (!this.#knows('catalogue')) internalFault('the catalogue was not read')
    return live(this.#of('role', [id])[0])
  }

  /** Whether the catalogue is at hand. */
  get hasCatalogue(): boolean {
    return this.#knows('catalogue')
  }

  /** Members of a user who are not removed: at most one, unless a rule has yet to speak. */
  membersOfUser(userId: string): readonly MemberRecord[] {
    return this.#members(`user/${userId}`, (member) => member.userId === userId && member.status !== 'removed')
  }

  /** Members with a canonical address who are not removed. */
  membersWithEmail(emailKey: string): readonly MemberRecord[] {
    return this.#members(`email/${emailKey}`, (member) => member.emailKey === emailKey && member.status !== 'removed')
  }

  /** A removed member of the user or address, where that was asked for. */
  removedMember(by: 'user' | 'email', key: string): MemberRecord | undefined {
    if (!this.#knows(`removed-${by}/${key}`)) internalFault(`removed members by \`${by}\` were not read`)
    const is = (member: MemberRecord) => (by === 'user' ? member.userId : member.emailKey) === key
    return this.#members(`${by}/${key}`, (member) => is(member) && member.status === 'removed')[0]
  }

  invitationByToken(tokenHash: string): InvitationRecord | undefined {
    const what = `token/${tokenHash}`
    if (!this.#knows(what)) internalFault('an invitation by token was not read')
    return this.#of('invitation', this.#candidates(what)).find((invitation) => invitation.tokenHash === tokenHash)
  }

  /** Pending invitations, as far as they were read along, that have run out: the earliest first. */
  expiredInvitations(now: number): readonly InvitationRecord[] {
    return this.records()
      .flatMap(({ kind, record }) => (kind === 'invitation' ? [record] : []))
      .filter(({ status, expiresAt }) => status === 'pending' && expiresAt <= now)
      .sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1))
  }

  /** The actor's own member record, whatever its status short of removed; undefined for the system and for strangers. */
  memberOf(actor: Actor): MemberRecord | undefined {
    return 'system' in actor ? undefined : this.membersOfUser(actor.userId)[0]
  }

  /** Every record that this layer and those below it hold, as it is now. */
  records(): readonly Stored[] {
    const all = new Map<string, Stored>()
    const gone = new Set<string>()
    for (let layer: Slice | undefined = this; layer !== undefined; layer = layer.#parent) {
      for (const [key, stored] of layer.#records) if (!all.has(key) && !gone.has(key)) all.set(key, stored)
      for (const key of layer.#gone) gone.add(key)
    }
    return [...all.values()]
  }

  #get<K extends Kind>(kind: K, id: string): RecordsByKind[K] | undefined {
    // A key `<kind>/<id>` only ever holds a record of that kind.
    return this.stored(kind, id)?.record as RecordsByKind[K] | undefined
  }

  #of<K extends Kind>(kind: K, ids: Iterable<string>): RecordsByKind[K][] {
    const found: RecordsByKind[K][] = []
    for (const id of ids) {
      const record = this.#find(keyOf(kind, id))?.record
      // Likewise.
      if (record !== undefined) found.push(record as RecordsByKind[K])
    }
    return found
  }

  #members(what: string, is: (member: MemberRecord) => boolean): readonly MemberRecord[] {
    if (!this.#knows(what)) internalFault(`members by \`${what.split('/', 1)[0]}\` were not read`)
    return this.#of('member', this.#candidates(what)).filter(is)
  }

  /** In this layer and those below it. */
  #candidates(what: string): ReadonlySet<string> {
    const here = this.#index.get(what)
    const below = this.#parent === undefined ? none : this.#parent.#candidates(what)
    if (here === undefined || below.size === 0) return here ?? below
    return new Set([...here, ...below])
  }

  #find(key: string): Stored | undefined {
    const stored = this.#records.get(key)
    if (stored !== undefined || this.#gone.has(key)) return stored
    return this.#parent === undefined ? undefined : this.#parent.#find(key)
  }

  #knows(what: string): boolean {
    if (this.#knowsAll || this.#asked.has(what)) return true
    if (this.#new.size > 0 && this.#new.has(what.slice(what.indexOf('/') + 1))) return true
    return this.#parent === undefined ? false : this.#parent.#knows(what)
  }

  #add(stored: Stored): void {
    const { kind, record } = stored
    this.#records.set(keyOf(kind, record.id), stored)
    const note = (what: string) => {
      const ids = this.#index.get(what)
      if (ids === undefined) this.#index.set(what, new Set([record.id]))
      else ids.add(record.id)
    }
    for (const field of lookUpFields[kind]) {
      const key = fieldOf(record, field)
      if (key !== undefined) note(`${kind}.${field}/${key}`)
    }
    note(`kind/${kind}`)
    if ('catalogue' in record) note(`catalogue/${kind}`)
    if (kind === 'member') {
      if (record.userId !== undefined) note(`user/${record.userId}`)
      if (record.emailKey !== undefined) note(`email/${record.emailKey}`)
    } else if (kind === 'invitation' && record.tokenHash !== undefined) note(`token/${record.tokenHash}`)
  }

  #ask(need: Need): void {
    switch (need.get) {
      case 'member-by-user':
      case 'member-by-email': {
        const by = need.get === 'member-by-user' ? 'user' : 'email'
        for (const key of need.keys) {
          this.#asked.add(`${by}/${key}`)
          if (need.removed === true) this.#asked.add(`removed-${by}/${key}`)
          for (const id of this.#candidates(`${by}/${key}`)) this.#askFor('member', id, need.follow)
        }
        break
      }
      case 'invitation-by-token':
        for (const hash of need.hashes) this.#askAll('invitation', `token/${hash}`, need.follow)
        break
      case 'expired-invitations':
        for (const { id } of this.expiredInvitations(need.at)) this.#askFor('invitation', id, need.follow)
        break
      case 'records':
        for (const key of need.keys) this.#askAll(need.kind, `${need.kind}.${need.by}/${key}`, need.follow)
        break
      case 'catalogue':
        if (this.#knows('catalogue')) break
        this.#asked.add('catalogue')
        for (const { kind, record } of this.records())
          if ('catalogue' in record) this.#asked.add(keyOf(kind, record.id))
        break
      case 'revision-by-request':
      case 'revision-by-commit':
        break
      default:
        for (const id of need.ids) this.#askFor(need.get, id, need.follow)
    }
  }

  #askAll(kind: Kind, what: string, follow: Follow<Kind> | undefined): void {
    this.#asked.add(what)
    for (const id of this.#candidates(what)) this.#askFor(kind, id, follow)
  }

  #askFor(kind: Kind, id: string, follow: Follow<Kind> = {}): void {
    this.#asked.add(keyOf(kind, id))
    const record = this.#find(keyOf(kind, id))?.record
    const known: { readonly [edge: string]: Edge } = edges[kind]
    for (const [name, further] of Object.entries(follow)) {
      const edge = known[name]
      if (edge === undefined || record === undefined) continue
      if ('from' in edge) this.#askAll(edge.from, `${edge.from}.${edge.by}/${id}`, further)
      else {
        const target = fieldOf(record, edge.field)
        if (target !== undefined) for (const to of edge.to) this.#askFor(to, target, further)
      }
    }
  }
}

const none: ReadonlySet<string> = new Set()

function live<R extends { readonly status: string }>(record: R | undefined): R | undefined {
  return record === undefined || isGone(record) ? undefined : record
}

/** Whether the record only stays for the history. */
export function isGone(record: object): boolean {
  return 'status' in record && (record.status === 'removed' || record.status === 'deleted')
}

/** A string in a field; of a granter, the member's id. */
function fieldOf(record: object, field: PropertyKey): string | undefined {
  const value: unknown = Reflect.get(record, field)
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'memberId' in value ? String(value.memberId) : undefined
}
