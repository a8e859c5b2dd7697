/** What the store is made of: organizations, with records and history, on the indexes that answer for them. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { OrganizationRecord } from '../../src/organization/organization.js'
import {
  type Claim,
  type Delete,
  type Kind,
  kinds,
  listFields,
  lookUpFields,
  type RecordsByKind,
  type RevisionRow,
  type Stored,
} from '../../src/storage.js'
import { Buckets, byId, type Index, Listing, Lookup, Ordered, Table, textIn } from './indexes.js'
import { byCodePoint, type Order } from './sorted-list.js'
import { upTo } from './up-to.js'

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

type AnyRecord = RecordsByKind[Kind]

/** One organization: its head, its records, its history and its claims. */
export class Organization {
  private readonly state: State
  head: OrganizationRecord
  readonly claims = new Map<string, Claim>()

  readonly membersByUser = new Lookup<MemberRecord>((member) => (live(member) ? member.userId : undefined), byId)
  readonly membersByEmail = new Lookup<MemberRecord>((member) => (live(member) ? member.emailKey : undefined), byId)
  readonly removedByUser = new Lookup<MemberRecord>((member) => (live(member) ? undefined : member.userId), byId)
  readonly removedByEmail = new Lookup<MemberRecord>((member) => (live(member) ? undefined : member.emailKey), byId)
  readonly invitationsByToken = new Lookup<InvitationRecord>(({ tokenHash }) => tokenHash, byId)
  readonly pendingByExpiry = new Ordered<InvitationRecord, Expiring>(pending, byExpiry)
  /** Records that carry `catalogue`, by id. */
  readonly catalogue = new Map<string, Stored>()

  /** By kind and field. */
  private readonly lookUps = new Map<string, Buckets<AnyRecord>>()
  readonly listings: { readonly [K in Kind]: Listing<AnyRecord> }
  readonly tables: { readonly [K in Kind]: Table<AnyRecord> }

  readonly revisionsByRequest = new Lookup<RevisionRow>(({ request }) => request?.id, byRevision)
  readonly revisionsInOrder = new Ordered<RevisionRow, Numbered>(() => true, byRevision)
  /** By commit id. */
  readonly revisions: Table<RevisionRow>

  constructor(state: State, head: OrganizationRecord) {
    this.state = state
    this.head = head
    const shared = <R>(index: Index<Owned<R>>) => sharedIndex(head.id, index)
    const further: { readonly [K in Kind]?: readonly Index<RecordsByKind[K]>[] } = {
      member: [
        ...[this.membersByUser, this.membersByEmail, this.removedByUser, this.removedByEmail],
        shared(state.membersByUser),
      ],
      invitation: [
        ...[this.invitationsByToken, this.pendingByExpiry],
        ...[shared(state.pendingByEmail), shared(state.pendingByExpiry)],
      ],
    }
    this.listings = ofEachKind((kind) => new Listing<AnyRecord>(listFields[kind]))
    this.tables = ofEachKind((kind) => new Table<AnyRecord>(idOf, [...this.indexesOf(kind), ...(further[kind] ?? [])]))
    this.revisions = new Table(({ commitId }) => commitId, [this.revisionsByRequest, this.revisionsInOrder])
  }

  moveHead(head: OrganizationRecord): void {
    this.state.deleted.remove(this.head)
    this.state.deleted.add(head)
    this.head = head
  }

  /** Whether there is a record of this kind and id. */
  holds({ kind, record }: Stored): boolean {
    return this.tables[kind].get(record.id) !== undefined
  }

  put({ kind, record }: Stored): void {
    this.tables[kind].put(record)
  }

  delete({ kind, id }: Delete): void {
    this.tables[kind].delete(id)
  }

  /** Live records of a kind by a look-up field: of all that are found those with the smallest ids, each once. */
  lookUp(kind: Kind, field: string, keys: readonly string[], limit = Number.POSITIVE_INFINITY): AnyRecord[] {
    const buckets = this.lookUps.get(`${kind} ${field}`)
    const found = [...new Set(keys)].flatMap((key) => upTo(limit, buckets?.under(key) ?? []).taken)
    return found.sort(byId).slice(0, limit)
  }

  take(claim: Claim): void {
    this.claims.set(nameOf(claim), claim)
    this.state.holders.set(nameOf(claim), this.head.id)
  }

  /** Gives a claim back, if it is this organization's to give. */
  release(claim: Claim): void {
    if (this.claims.delete(nameOf(claim))) this.state.holders.delete(nameOf(claim))
  }

  /** The indexes that every kind has. */
  private indexesOf(kind: Kind): Index<AnyRecord>[] {
    const lookUps = lookUpFields[kind].map((field) => {
      const buckets = new Buckets<AnyRecord>((record) => (isGone(record) ? undefined : textIn(record, field)))
      this.lookUps.set(`${kind} ${field}`, buckets)
      return buckets
    })
    const catalogue: Index<AnyRecord> = {
      add: (record) => {
        if ('catalogue' in record) this.catalogue.set(record.id, { kind, record } as Stored)
      },
      remove: ({ id }) => this.catalogue.delete(id),
    }
    return [...lookUps, this.listings[kind], catalogue]
  }
}

function ofEachKind<T>(make: (kind: Kind) => T): { readonly [K in Kind]: T } {
  return Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as { [K in Kind]: T }
}

function idOf({ id }: Identified): string {
  return id
}

function isGone(record: AnyRecord): boolean {
  return 'status' in record && (record.status === 'removed' || record.status === 'deleted')
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
