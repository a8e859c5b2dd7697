/** Answers needs: the roots of each, and from there along its edges. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import {
  type Edge,
  edges,
  type Follow,
  type Kind,
  type Need,
  type RecordsByKind,
  type RevisionRow,
  type Snapshot,
  type Stored,
} from '../../src/storage.js'
import type { Lookup } from './indexes.js'
import type { Organization } from './state.js'

export function read(organization: Organization, needs: readonly Need[]): Snapshot {
  return answered(organization, needs, { kind: 'member', records: [], follow: {} })
}

/** What the needs name, and what follows from the records of a page. */
export function answered(
  organization: Organization,
  needs: readonly Need[],
  { kind, records, follow }: Listed,
): Snapshot {
  const found = new Findings(organization)
  for (const need of needs) answer(organization, need, found)
  for (const record of records) found.follow(kind, record, follow)
  return found.snapshot()
}

interface Listed {
  readonly kind: Kind
  readonly records: readonly RecordsByKind[Kind][]
  readonly follow: Follow<Kind>
}

function answer(organization: Organization, need: Need, found: Findings): void {
  switch (need.get) {
    case 'member-by-user':
      for (const key of need.keys) found.all('member', organization.membersByUser.under(key), need.follow)
      if (need.removed) found.all('member', firsts(organization.removedByUser, need.keys), need.follow)
      break
    case 'member-by-email':
      for (const key of need.keys) found.all('member', organization.membersByEmail.under(key), need.follow)
      if (need.removed) found.all('member', firsts(organization.removedByEmail, need.keys), need.follow)
      break
    case 'invitation-by-token':
      for (const hash of need.hashes) found.all('invitation', organization.invitationsByToken.under(hash), need.follow)
      break
    case 'expired-invitations':
      found.all('invitation', expired(organization, need.at, need.limit), need.follow)
      break
    case 'records':
      found.all(need.kind, organization.lookUp(need.kind, need.by, need.keys, need.limit), need.follow)
      break
    case 'catalogue':
      if (need.known === undefined || need.known !== organization.head.catalogueId)
        for (const stored of organization.catalogue.values()) found.one(stored.kind, stored.record)
      break
    case 'revision-by-request':
      found.revision(organization.revisionsByRequest.under(need.requestId)[0])
      break
    case 'revision-by-commit':
      found.revision(organization.revisions.get(need.commitId))
      break
    default:
      for (const id of need.ids) found.one(need.get, organization.tables[need.get].get(id), need.follow)
  }
}

/** What has been found, each record once, however many needs lead to it. */
class Findings {
  private readonly organization: Organization
  private readonly found = new Map<RecordsByKind[Kind], Stored>()
  private readonly foundRevisions = new Set<RevisionRow>()

  constructor(organization: Organization) {
    this.organization = organization
  }

  one(kind: Kind, record: RecordsByKind[Kind] | undefined, follow: Follow<Kind> = {}): void {
    if (record === undefined) return
    // the caller took the record from the table of that kind
    this.found.set(record, { kind, record } as Stored)
    this.follow(kind, record, follow)
  }

  /** Along the edges of a record, which is not thereby found itself. */
  follow(kind: Kind, record: RecordsByKind[Kind], follow: Follow<Kind>): void {
    const known: { readonly [edge: string]: Edge } = edges[kind]
    for (const [name, further] of Object.entries(follow)) {
      const edge = known[name]
      if (edge !== undefined) this.along(edge, record, further)
    }
  }

  all(kind: Kind, records: Iterable<RecordsByKind[Kind]>, follow?: Follow<Kind>): void {
    for (const record of records) this.one(kind, record, follow)
  }

  revision(row: RevisionRow | undefined): void {
    if (row !== undefined) this.foundRevisions.add(row)
  }

  snapshot(): Snapshot {
    return { head: this.organization.head, records: [...this.found.values()], revisions: [...this.foundRevisions] }
  }

  private along(edge: Edge, record: RecordsByKind[Kind], follow: Follow<Kind>): void {
    if ('from' in edge) {
      this.all(edge.from, this.organization.lookUp(edge.from, edge.by, [record.id]), follow)
      return
    }
    const id = idIn(record, edge.field)
    if (id !== undefined) for (const kind of edge.to) this.one(kind, this.organization.tables[kind].get(id), follow)
  }
}

/** The id in a field; a granter has it inside. */
function idIn(record: object, field: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(record, field)?.value
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'memberId' in value ? String(value.memberId) : undefined
}

/** The record of the smallest id under each key. */
function firsts<R>(lookup: Lookup<R>, keys: readonly string[]): R[] {
  return keys.flatMap((key) => lookup.under(key).slice(0, 1))
}

function* expired(organization: Organization, at: number, limit: number): Generator<InvitationRecord, void> {
  let left = limit
  for (const invitation of organization.pendingByExpiry.list.ascending()) {
    if (invitation.expiresAt > at || left-- <= 0) return
    yield invitation
  }
}
