/** All that is stored of one organization, written so that two organizations of the same story have the same account. */
import type { Kind, Storage, Stored } from 'guildhall'
import type { Deed } from './deeds.js'

/** Head, records and history; `nothing` where there is no such organization. */
export async function accountOf(storage: Storage, place: Deed['place'], tag: string): Promise<string> {
  const organizationId = await idOf(storage, place)
  const snapshot = organizationId === undefined ? undefined : await storage.read(organizationId, [])
  if (organizationId === undefined || snapshot === undefined) return 'nothing'
  const history = await storage.revisions(organizationId, { after: 0, limit: 1_000 })
  const records = [
    ...(await all(storage, organizationId, 'member')),
    ...(await all(storage, organizationId, 'invitation')),
  ]
  return plainly({ history, head: snapshot.head, records }, tag)
}

/** The organization's id, also where only its slug is known. */
export async function idOf(storage: Storage, place: Deed['place']): Promise<string | undefined> {
  if ('organizationId' in place) return place.organizationId
  const { found } = await storage.find({ by: 'slug', slug: place.slug })
  return found[0]?.head.id
}

async function all(storage: Storage, organizationId: string, kind: Kind): Promise<readonly Stored[]> {
  const page = await storage.page(organizationId, { kind, where: {}, limit: 100 })
  if (page === undefined || page.more) throw new Error('more records than an account takes')
  return page.records
}

/** Made anew each time, or following from what is. */
const random = new Set(['hash', 'previousHash', 'salt', 'digest', 'tokenHash', 'token', 'request'])

/** A value as text: ids in the order in which they appear, names without the tag of the trial. */
export function plainly(value: unknown, tag: string): string {
  const names = new Map<string, string>()
  const ordinal = (id: string) => names.get(id) ?? names.set(id, `#${names.size}`).get(id) ?? ''
  return (JSON.stringify(value, (key, part) => (random.has(key) ? undefined : part), 1) ?? 'undefined')
    .replaceAll(/\b(?:org|mem|inv|com|team|grp|wsp|res|role|mbs|asg)_[A-Za-z0-9_-]+/g, ordinal)
    .replaceAll(tag, '')
}
