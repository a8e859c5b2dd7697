/** Ways of reading that many checks share. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import {
  type FindQuery,
  type HistoryEvent,
  type HistoryQuery,
  kinds,
  type Need,
  type PageQuery,
  type RecordPage,
  type Snapshot,
  type Storage,
  type Stored,
} from '../../src/storage.js'
import { NotConforming, same, sameSet, sorted } from './same.js'

const many = 10_000

/** A member as it is handed out, with its kind. */
export function asMember(record: MemberRecord): Stored {
  return { kind: 'member', record }
}

export function asInvitation(record: InvitationRecord): Stored {
  return { kind: 'invitation', record }
}

export async function read(storage: Storage, organizationId: string, needs: readonly Need[] = []): Promise<Snapshot> {
  const snapshot = await storage.read(organizationId, needs)
  if (snapshot === undefined) throw new NotConforming(`\`read\` of the organization \`${organizationId}\`: undefined`)
  return snapshot
}

/** A snapshot with what it holds in an order that is always the same. */
export function unordered({ head, records, revisions }: Snapshot) {
  return { head, records: sorted(records), revisions: sorted(revisions) }
}

/** Fails unless these needs are answered with exactly these records, each once. */
export async function readGives(
  storage: Storage,
  organizationId: string,
  needs: readonly Need[],
  expected: readonly Stored[],
): Promise<void> {
  const { records } = await read(storage, organizationId, needs)
  sameSet(records, expected, `records read for ${needs.map(({ get }) => get).join(' and ')}`)
}

/** Fails unless the page has exactly these records, in this order, and says so of what follows. */
export async function pageGives(
  storage: Storage,
  organizationId: string,
  query: PageQuery,
  expected: readonly Stored[],
  more: boolean,
): Promise<void> {
  const page = await storage.page(organizationId, query)
  same(page?.records, expected, `the page ${JSON.stringify(query)}`)
  same(page?.more, more, `\`more\` of the page ${JSON.stringify(query)}`)
}

/** Events by position and type, which is enough to tell them apart. */
export async function historyGives(
  storage: Storage,
  organizationId: string,
  query: HistoryQuery,
  expected: readonly string[],
  more: boolean,
): Promise<void> {
  const history = await storage.history(organizationId, query)
  same(history?.events.map(placed), expected, `events of the history ${JSON.stringify(query)}`)
  same(history?.more, more, `\`more\` of the history ${JSON.stringify(query)}`)
}

export function placed({ revision, index, event }: HistoryEvent): string {
  return `${revision}.${index} ${event.type}`
}

/** Fails unless exactly these organizations are found, in this order; with what else is found, by id. */
export async function findGives(
  storage: Storage,
  query: FindQuery,
  expected: readonly (readonly [organizationId: string, recordId?: string])[],
  more: boolean,
): Promise<void> {
  const { found, ...rest } = await storage.find(query)
  const ids = found.map(({ head, record }) => (record === undefined ? [head.id] : [head.id, record.record.id]))
  same(ids, expected, `found by ${JSON.stringify(query)}`)
  same(rest.more, more, `\`more\` of the find ${JSON.stringify(query)}`)
}

/** The organization that a slug leads to, or null. */
export async function holderOf(storage: Storage, slug: string): Promise<string | null> {
  const { found } = await storage.find({ by: 'slug', slug })
  return found[0]?.head.id ?? null
}

/** All that shows of an organization, and where slugs lead: to see whether anything at all has changed. */
export async function everything(storage: Storage, organizationId: string, slugs: readonly string[] = []) {
  const holders: (string | null)[] = []
  for (const slug of slugs) holders.push(await holderOf(storage, slug))
  const pages: { [kind: string]: RecordPage | null } = {}
  for (const kind of kinds) pages[kind] = (await storage.page(organizationId, { kind, where: {}, limit: many })) ?? null
  return {
    head: (await storage.read(organizationId, []))?.head ?? null,
    pages,
    history: (await storage.history(organizationId, { order: 'oldest-first', limit: many })) ?? null,
    revisions: await storage.revisions(organizationId, { after: 0, limit: many }),
    holders,
  }
}
