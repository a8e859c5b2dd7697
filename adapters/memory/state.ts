/** What the store is made of: organizations, with records and history, on the indexes that answer for them. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { OrganizationRecord } from '../../src/organization/organization.js'
import type { Claim, RevisionRow, Stored } from '../../src/storage.js'
import { byId, type Index, Listing, Lookup, Ordered, Table } from './indexes.js'
import { byCodePoint, type Order } from './sorted-list.js'

/** A record with the organization that it is in, where records of many lie together. */
export interface Owned<R> {
  readonly organizationId: string
  readonly record: R
}

type Expiring = Pick<InvitationRecord, 'expiresAt' | 'id'>
type Identified = Pick<InvitationRecord, 'id'>
type Numbered = Pick<RevisionRow, 'revision'>

const byExpiry: Order<Expiring> = (a, b) => a.expiresAt - b.expiresAt || byId(a, b)
const byRevision: Order<Numbered> = (a, b) => a.revision - b.revision
const byDeletion: Order<OrganizationRecord> = (a, b) => (a.deletedAt ?? 0) - (b.deletedAt ?? 0) || byId(a, b)
const byOrganization: Order<Owned<Identified>> = (a, b) =>
  byCodePoint(a.organizationId, b.organizationId) || byId(a.record, b.record)
const byRecord: Order<Owned<Identified>> = (a, b) => byId(a.record, b.record) || byOrganization(a, b)
const byOwnedExpiry: Order<Owned<Expiring>> = (a, b) => byExpiry(a.record, b.record) || byOrganization(a, b)

const live = ({ status }: MemberRecord) => status !== 'removed'
const pending = ({ status }: InvitationRecord) => status === 'pending'

/** All organizations, and what is looked up across them. */
export class State {
  readonly organizations = new Map<string, Organization>()
  /** Which organization holds a claim, by the claim's name. */
  readonly holders = new Map<string, string>()
  readonly deleted = new Ordered<OrganizationRecord>(({ status }) => status === 'deleted', byDeletion)

  readonly membersByUser = new Lookup<Owned<MemberRecord>>(
    ({ record }) => (live(record) ? record.userId : undefined),
    byOrganization,
  )
  readonly pendingByEmail = new Lookup<Owned<InvitationRecord>>(
    ({ record }) => (pending(record) ? record.emailKey : undefined),
    byRecord,
  )
  readonly pendingByExpiry = new Ordered<Owned<InvitationRecord>, Owned<Expiring>>(
    ({ record }) => pending(record),
    byOwnedExpiry,
  )

  open(head: OrganizationRecord): Organization {
    const organization = new Organization(this, head)
    this.organizations.set(head.id, organization)
    this.deleted.add(head)
    return organization
  }

  close(organization: Organization): void {
    for (const claim of organization.claims.values()) organization.release(claim)
    this.deleted.remove(organization.head)
    this.organizations.delete(organization.head.id)
  }

  holder(claim: Claim): string | undefined {
    return this.holders.get(nameOf(claim))
  }
}

/** One organization: its head, its records, its history and its claims. */
export class Organization {
  private readonly state: State
  head: OrganizationRecord
  readonly claims = new Map<string, Claim>()

  readonly membersByUser = new Lookup<MemberRecord>((member) => (live(member) ? member.userId : undefined), byId)
  readonly membersByEmail = new Lookup<MemberRecord>((member) => (live(member) ? member.emailKey : undefined), byId)
  readonly removedByUser = new Lookup<MemberRecord>((member) => (live(member) ? undefined : member.userId), byId)
  readonly removedByEmail = new Lookup<MemberRecord>((member) => (live(member) ? undefined : member.emailKey), byId)
  readonly memberListing = new Listing<MemberRecord>()
  readonly members: Table<MemberRecord>

  readonly invitationsByToken = new Lookup<InvitationRecord>(({ tokenHash }) => tokenHash, byId)
  readonly pendingByExpiry = new Ordered<InvitationRecord, Expiring>(pending, byExpiry)
  readonly invitationListing = new Listing<InvitationRecord>()
  readonly invitations: Table<InvitationRecord>

  readonly revisionsByRequest = new Lookup<RevisionRow>(({ request }) => request?.id, byRevision)
  readonly revisionsInOrder = new Ordered<RevisionRow, Numbered>(() => true, byRevision)
  /** By commit id. */
  readonly revisions: Table<RevisionRow>

  constructor(state: State, head: OrganizationRecord) {
    this.state = state
    this.head = head
    const { membersByUser, membersByEmail, removedByUser, removedByEmail, memberListing } = this
    const ownMembers = [membersByUser, membersByEmail, removedByUser, removedByEmail, memberListing]
    const ownInvitations = [this.invitationsByToken, this.pendingByExpiry, this.invitationListing]
    const shared = <R>(index: Index<Owned<R>>) => sharedIndex(head.id, index)
    this.members = new Table(({ id }) => id, [...ownMembers, shared(state.membersByUser)])
    this.invitations = new Table(
      ({ id }) => id,
      [...ownInvitations, shared(state.pendingByEmail), shared(state.pendingByExpiry)],
    )
    this.revisions = new Table(({ commitId }) => commitId, [this.revisionsByRequest, this.revisionsInOrder])
  }

  moveHead(head: OrganizationRecord): void {
    this.state.deleted.remove(this.head)
    this.state.deleted.add(head)
    this.head = head
  }

  /** Whether there is a record of this kind and id. */
  holds({ kind, record }: Stored): boolean {
    return (kind === 'member' ? this.members : this.invitations).get(record.id) !== undefined
  }

  put(stored: Stored): void {
    if (stored.kind === 'member') this.members.put(stored.record)
    else this.invitations.put(stored.record)
  }

  take(claim: Claim): void {
    this.claims.set(nameOf(claim), claim)
    this.state.holders.set(nameOf(claim), this.head.id)
  }

  /** Gives a claim back, if it is this organization's to give. */
  release(claim: Claim): void {
    if (this.claims.delete(nameOf(claim))) this.state.holders.delete(nameOf(claim))
  }
}

/** An index across organizations, as one of them writes to it. */
function sharedIndex<R>(organizationId: string, index: Index<Owned<R>>): Index<R> {
  return {
    add: (record) => index.add({ organizationId, record }),
    remove: (record) => index.remove({ organizationId, record }),
  }
}

function nameOf({ kind, key }: Claim): string {
  return `${kind} ${key}`
}
