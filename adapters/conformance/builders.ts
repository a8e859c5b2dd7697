/** Builds change sets as the library makes them. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { OrganizationRecord } from '../../src/organization/organization.js'
import type {
  Base,
  ChangeSet,
  CommitOutcome,
  Delete,
  Put,
  RevisionRow,
  Storage,
  Stored,
  StoredEvent,
} from '../../src/storage.js'
import { now } from './records.js'
import { canonical, same } from './same.js'

export function event(type: string, fields: Partial<StoredEvent> = {}): StoredEvent {
  return { type, personal: [], ...fields }
}

/** A record without some of its optional fields. */
export function without<R extends object, K extends keyof R>(record: R, ...keys: readonly K[]): Omit<R, K> {
  const rest = { ...record }
  for (const key of keys) delete rest[key]
  return rest
}

export function newMember(record: MemberRecord): Put {
  return { kind: 'member', change: 'new', fields: [], record }
}

export function newInvitation(record: InvitationRecord): Put {
  return { kind: 'invitation', change: 'new', fields: [], record }
}

export function changedMember(before: MemberRecord, record: MemberRecord): Put {
  return { kind: 'member', change: 'changed', fields: differing(before, record), record }
}

export function changedInvitation(before: InvitationRecord, record: InvitationRecord): Put {
  return { kind: 'invitation', change: 'changed', fields: differing(before, record), record }
}

/** A record of any kind that was not there before. */
export function added(stored: Stored): Put {
  return { ...stored, change: 'new', fields: [] }
}

/** A record of any kind, as it was and as it will be. */
export function changed(before: Stored, after: Stored): Put {
  return { ...after, change: 'changed', fields: differing(before.record, after.record) }
}

/** The names of the fields that differ, come or go. */
function differing(before: object, after: object): string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => old.has(key) !== now.has(key) || canonical(old.get(key)) !== canonical(now.get(key)),
  )
}

/** What a check wants to see in a commit; all the rest is filled in. */
export interface Draft {
  readonly head?: Partial<OrganizationRecord>
  readonly dropFromHead?: readonly (keyof OrganizationRecord)[]
  readonly puts?: readonly Put[]
  readonly deletes?: readonly Delete[]
  readonly events?: readonly StoredEvent[]
  readonly revision?: Partial<Pick<RevisionRow, 'at' | 'actor' | 'command' | 'seats' | 'request'>>
  readonly commitId?: string
  /** Slugs. */
  readonly take?: string
  readonly release?: readonly string[]
  /** Another base than where the organization stands. */
  readonly base?: Base
}

const nowhere: Base = { revision: 0, commitId: '' }
let commits = 0

/** Writes the change sets of one organization, each on the one before, and remembers what was committed. */
export class Author {
  readonly organizationId: string
  /** The head as last committed. */
  head: OrganizationRecord | undefined
  /** All revisions committed. */
  readonly revisions: RevisionRow[] = []

  constructor(organizationId: string) {
    this.organizationId = organizationId
  }

  get base(): Base {
    return this.head === undefined ? nowhere : { revision: this.head.revision, commitId: this.head.commitId }
  }

  /** Commits, and fails unless it was committed. */
  async commit(storage: Storage, draft: Draft = {}): Promise<ChangeSet> {
    const changeSet = this.changeSet(draft)
    same(await storage.commit(changeSet), 'committed', `what became of revision ${changeSet.head.revision}`)
    this.accept(changeSet)
    return changeSet
  }

  /** Commits, whatever comes of it. */
  async attempt(storage: Storage, draft: Draft = {}): Promise<CommitOutcome> {
    const changeSet = this.changeSet(draft)
    const outcome = await storage.commit(changeSet)
    if (outcome === 'committed') this.accept(changeSet)
    return outcome
  }

  /** The next change set, frozen: a storage leaves alone what it is given. */
  changeSet(draft: Draft = {}): ChangeSet {
    const { organizationId } = this
    const base = draft.base ?? this.base
    const revision: RevisionRow = {
      organizationId,
      revision: base.revision + 1,
      commitId: draft.commitId ?? `commit_${++commits}`,
      at: now,
      actor: { system: 'conformance' },
      command: 'conformance.write',
      events: draft.events ?? [],
      seats: 0,
      previousHash: base.revision === 0 ? '' : `hash_${base.revision}`,
      hash: `hash_${base.revision + 1}`,
      ...draft.revision,
    }
    const take = draft.take === undefined ? {} : { take: { kind: 'slug', key: draft.take } as const }
    const release = (draft.release ?? []).map((key) => ({ kind: 'slug', key }) as const)
    const head = this.nextHead(revision, draft)
    return frozen({
      organizationId,
      base,
      head,
      puts: draft.puts ?? [],
      deletes: draft.deletes ?? [],
      revision,
      claims: { ...take, release },
    })
  }

  private nextHead({ revision, commitId, hash }: RevisionRow, draft: Draft): OrganizationRecord {
    const first: OrganizationRecord = {
      id: this.organizationId,
      revision,
      commitId,
      hash,
      slug: this.organizationId.toLowerCase(),
      name: this.organizationId,
      status: 'active',
      settings: {},
      metadata: {},
      counts: {},
      totals: {},
      createdAt: now,
      updatedAt: now,
    }
    const slug = draft.take === undefined ? {} : { slug: draft.take }
    const head = { ...first, ...this.head, revision, commitId, hash, ...slug, ...draft.head }
    return without(head, ...(draft.dropFromHead ?? [])) as OrganizationRecord // drops optional ones only
  }

  /** Goes on from a change set that was committed. */
  accept({ head, revision }: ChangeSet): void {
    this.head = head
    this.revisions.push(revision)
  }
}

/** An organization that has been created, with its records. */
export async function created(storage: Storage, organizationId: string, draft: Draft = {}): Promise<Author> {
  const author = new Author(organizationId)
  await author.commit(storage, draft)
  return author
}

/** A change set that nobody can change. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) frozen(part)
  return value
}
