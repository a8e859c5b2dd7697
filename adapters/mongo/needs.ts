/** Answers needs: the roots of each, and from there along its edges; the tables of edges and look-up fields say which. */
import type { OrganizationRecord } from '../../src/organization/organization.js'
import { type Edge, edges, type Follow, type Kind, type Need, type Snapshot } from '../../src/storage.js'
import { fromFields, memberIn, type RecordDocument, toStored } from './documents.js'
import type { Head } from './entry.js'
import { toRevisions } from './history.js'
import {
  byField,
  edgesFrom,
  expiredBy,
  firstRemoved,
  revisionOfCommit,
  revisionOfRequest,
  revisionsBetween,
  wholeCatalogue,
} from './questions.js'
import type { Answers } from './reading.js'

/** What was found, each document once. */
export class Findings {
  private readonly records = new Map<string, RecordDocument>()
  private readonly revisions = new Map<string, RecordDocument>()
  private readonly answers: Answers

  constructor(answers: Answers) {
    this.answers = answers
  }

  need(need: Need): void {
    const { answers } = this
    switch (need.get) {
      case 'member-by-user':
        this.members('userId', need.keys, need.removed, need.follow)
        break
      case 'member-by-email':
        this.members('emailKey', need.keys, need.removed, need.follow)
        break
      case 'invitation-by-token':
        this.all('invitation', answers.ask(byField('invitation', 'tokenHash', need.hashes)), need.follow)
        break
      case 'expired-invitations':
        this.all('invitation', answers.ask(expiredBy(need.at, need.limit)), need.follow)
        break
      case 'records':
        this.all(need.kind, answers.ask(byField(need.kind, need.by, need.keys, need.limit)), need.follow)
        break
      case 'catalogue':
        this.catalogue(need.known)
        break
      case 'revision-by-request':
        this.revision(answers.ask(revisionOfRequest(need.requestId)))
        break
      case 'revision-by-commit':
        this.revision(answers.ask(revisionOfCommit(need.commitId)))
        break
      default:
        this.named(need.get, need.ids, need.follow)
    }
  }

  /** Along the edges of records that are not thereby found themselves. */
  follow(kind: Kind, from: readonly RecordDocument[], follow: Follow<Kind> = {}): void {
    const known: { readonly [edge: string]: Edge } = edges[kind]
    if (from.length === 0) return
    for (const [name, further] of Object.entries(follow)) {
      const edge = known[name]
      if (edge === undefined) continue
      if ('to' in edge) {
        const ids = [...new Set(from.flatMap((document) => idIn(document, edge.field)))]
        if (ids.length > 0) for (const to of edge.to) this.named(to, ids, further)
      } else {
        const ids = from.map(({ id }) => id)
        this.all(edge.from, this.answers.ask(edgesFrom(edge.from, edge.by, ids)), further)
      }
    }
  }

  snapshot(head: Head): Snapshot {
    return {
      head: toOrganization(head),
      records: [...this.records.values()].map(toStored),
      revisions: toRevisions([...this.revisions.values()]),
    }
  }

  private all(kind: Kind, documents: readonly RecordDocument[], follow?: Follow<Kind>): void {
    for (const document of documents) this.records.set(document._id, document)
    this.follow(kind, documents, follow)
  }

  /** What names a record is asked for together with it: its id is all that takes. */
  private named(kind: Kind, ids: readonly string[], follow: Follow<Kind> = {}): void {
    const known: { readonly [edge: string]: Edge } = edges[kind]
    for (const name of Object.keys(follow)) {
      const edge = known[name]
      if (edge !== undefined && 'from' in edge) this.answers.ask(edgesFrom(edge.from, edge.by, ids))
    }
    this.all(kind, this.answers.get(kind, ids), follow)
  }

  private members(
    field: 'userId' | 'emailKey',
    keys: readonly string[],
    removed: boolean | undefined,
    follow: Follow<'member'> | undefined,
  ): void {
    if (keys.length === 0) return
    const live = this.answers.ask(byField('member', field, keys))
    const firsts = removed ? [...new Set(keys)].flatMap((key) => this.answers.ask(firstRemoved(field, key))) : []
    this.all('member', [...live, ...firsts], follow)
  }

  /** Whether it is sent depends on the head, so that it is not asked for before the head is there. */
  private catalogue(known: string | undefined): void {
    const { head } = this.answers
    if (head?.record === undefined || (known !== undefined && known === head.record.catalogueId)) return
    for (const document of this.answers.ask(wholeCatalogue())) this.records.set(document._id, document)
  }

  /** The row, and by its number the events. */
  private revision([row]: readonly RecordDocument[]): void {
    if (row === undefined) return
    for (const document of this.answers.ask(revisionsBetween(row.rev - 1, row.rev)))
      this.revisions.set(document._id, document)
  }
}

export const toOrganization = ({ record = {} }: Head): OrganizationRecord => fromFields<OrganizationRecord>(record)

/** The id in a field; who vouches for something may be the system, which is no record. */
function idIn(document: RecordDocument, field: string): string[] {
  const value = document[field]
  return typeof value === 'string' && !value.startsWith('system:') ? [memberIn(value) ?? value] : []
}
