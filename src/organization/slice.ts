/**
 * What one decision may see of an organization: the head and the records that it asked for. Commands and rules read
 * only through these selectors. A selector answers `undefined` only for *read and absent*; for *not read* it throws an
 * internal fault, so that no rule can be blind by accident.
 */
import type { AccessFacts } from '../access/facts.js'
import { keyOf } from '../decision/change-set.js'
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { internalFault } from '../errors.js'
import type { InvitationRecord } from '../invitation/invitation.js'
import type { MemberRecord } from '../member/member.js'
import type { FollowInvitation, FollowMember, Kind, Need, RecordsByKind, Snapshot, Stored } from '../storage.js'
import type { OrganizationRecord } from './organization.js'

export class Slice {
  readonly organizationId: string
  #head: OrganizationRecord | undefined
  readonly #parent: Slice | undefined
  #knowsAll = false
  readonly #records = new Map<string, Stored>()
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

  /** The slice that a storage read for these needs. */
  static of(
    organizationId: string,
    snapshot: Pick<Snapshot, 'head' | 'records'> | undefined,
    needs: readonly Need[],
  ): Slice {
    const slice = new Slice(organizationId, snapshot?.head, undefined)
    for (const stored of snapshot?.records ?? []) slice.#add(stored)
    for (const need of needs) slice.#ask(need)
    return slice
  }

  /** A slice on top of this one, for what a step changes; this one stays as it is. */
  layer(): Slice {
    return new Slice(this.organizationId, this.#head, this)
  }

  /** Puts a record on this layer. For the machinery only: `applyChanges` is the one state transition. */
  put(stored: Stored): void {
    this.#add(stored)
    this.#asked.add(keyOf(stored.kind, stored.record.id))
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

  /** The record of a kind and id, for machinery that treats all kinds alike. */
  stored(kind: Kind, id: string): Stored | undefined {
    const key = keyOf(kind, id)
    if (!this.#knows(key)) internalFault(`\`${key}\` was not read`)
    return this.#find(key)
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
    for (const id of this.#candidates(what)) {
      const invitation = this.#find(keyOf('invitation', id))
      if (invitation?.kind === 'invitation' && invitation.record.tokenHash === tokenHash) return invitation.record
    }
    return undefined
  }

  /** Pending invitations, as far as they were read along, that have run out: the earliest first. */
  expiredInvitations(now: number): readonly InvitationRecord[] {
    const found = new Map<string, InvitationRecord>()
    for (const layer of this.#layers()) {
      for (const { kind, record } of layer.#records.values()) {
        if (kind === 'invitation' && !found.has(record.id)) found.set(record.id, record)
      }
    }
    return [...found.values()]
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
    for (const layer of this.#layers()) {
      for (const [key, stored] of layer.#records) if (!all.has(key)) all.set(key, stored)
    }
    return [...all.values()]
  }

  #get<K extends Kind>(kind: K, id: string): RecordsByKind[K] | undefined {
    // A key `<kind>/<id>` only ever holds a record of that kind.
    return this.stored(kind, id)?.record as RecordsByKind[K] | undefined
  }

  #members(what: string, is: (member: MemberRecord) => boolean): readonly MemberRecord[] {
    if (!this.#knows(what)) internalFault(`members by \`${what.split('/', 1)[0]}\` were not read`)
    const members: MemberRecord[] = []
    for (const id of this.#candidates(what)) {
      const found = this.#find(keyOf('member', id))
      if (found?.kind === 'member' && is(found.record)) members.push(found.record)
    }
    return members
  }

  /** This layer, then those below it. */
  *#layers(): Iterable<Slice> {
    for (let layer: Slice | undefined = this; layer !== undefined; layer = layer.#parent) yield layer
  }

  #candidates(what: string): Set<string> {
    const ids = new Set<string>()
    for (const layer of this.#layers()) for (const id of layer.#index.get(what) ?? []) ids.add(id)
    return ids
  }

  #find(key: string): Stored | undefined {
    for (const layer of this.#layers()) {
      const stored = layer.#records.get(key)
      if (stored !== undefined) return stored
    }
    return undefined
  }

  #knows(what: string): boolean {
    for (const layer of this.#layers()) if (layer.#knowsAll || layer.#asked.has(what)) return true
    return false
  }

  #add(stored: Stored): void {
    const { kind, record } = stored
    this.#records.set(keyOf(kind, record.id), stored)
    const note = (what: string) => {
      const ids = this.#index.get(what)
      if (ids === undefined) this.#index.set(what, new Set([record.id]))
      else ids.add(record.id)
    }
    if (kind === 'member') {
      if (record.userId !== undefined) note(`user/${record.userId}`)
      if (record.emailKey !== undefined) note(`email/${record.emailKey}`)
    } else if (record.tokenHash !== undefined) note(`token/${record.tokenHash}`)
  }

  #ask(need: Need): void {
    switch (need.get) {
      case 'member':
        for (const id of need.ids) this.#askMember(id, need.follow)
        break
      case 'invitation':
        for (const id of need.ids) this.#askInvitation(id, need.follow)
        break
      case 'member-by-user':
      case 'member-by-email': {
        const by = need.get === 'member-by-user' ? 'user' : 'email'
        for (const key of need.keys) {
          this.#asked.add(`${by}/${key}`)
          if (need.removed === true) this.#asked.add(`removed-${by}/${key}`)
          for (const id of this.#candidates(`${by}/${key}`)) this.#askMember(id, need.follow)
        }
        break
      }
      case 'invitation-by-token':
        for (const hash of need.hashes) {
          this.#asked.add(`token/${hash}`)
          for (const id of this.#candidates(`token/${hash}`)) this.#askInvitation(id, need.follow)
        }
        break
      case 'expired-invitations':
        for (const { id } of this.expiredInvitations(need.at)) this.#askInvitation(id, need.follow)
        break
      case 'revision-by-request':
      case 'revision-by-commit':
        break
    }
  }

  #askMember(id: string, follow: FollowMember | undefined): void {
    this.#asked.add(keyOf('member', id))
    const stored = this.#find(keyOf('member', id))
    if (follow === undefined || stored?.kind !== 'member') return
    const { invitationId, roleGranter } = stored.record
    if (follow.invitation !== undefined && invitationId !== undefined)
      this.#askInvitation(invitationId, follow.invitation)
    if (follow.granter !== undefined && 'memberId' in roleGranter) this.#askMember(roleGranter.memberId, follow.granter)
  }

  #askInvitation(id: string, follow: FollowInvitation | undefined): void {
    this.#asked.add(keyOf('invitation', id))
    const stored = this.#find(keyOf('invitation', id))
    if (follow?.member === undefined || stored?.kind !== 'invitation') return
    this.#askMember(stored.record.memberId, follow.member)
  }
}

/** What access of a user is decided on, from the same snapshot as everything else. */
export function factsOf(slice: Slice, userId: string): AccessFacts {
  const { id: organizationId, status: organizationStatus, revision, commitId } = slice.organization
  const [member] = slice.membersOfUser(userId)
  const own = compact({ memberId: member?.id, role: member?.role, status: member?.status })
  return { organizationId, organizationStatus, userId, ...own, revision, commitId }
}
