/** Pages of records. */
import type { Kind, Need, PageKey, PageQuery, RecordPage, RecordsByKind, Stored } from '../../src/storage.js'
import { bySortKey } from './indexes.js'
import { answered } from './read.js'
import type { Order } from './sorted-list.js'
import type { Organization } from './state.js'
import { upTo } from './up-to.js'

const bySortKeyBackward: Order<PageKey> = (a, b) => bySortKey(b, a)

export function page(organization: Organization, query: PageQuery, needs: readonly Need[]): RecordPage {
  const { taken, more } = along(organization, query)
  const { kind, follow = {} } = query
  // the listing of a kind holds records of that kind
  const records = taken.map((record) => ({ kind, record }) as Stored)
  return { records, more, snapshot: answered(organization, needs, { kind, records: taken, follow }) }
}

/** Takes a page out of each list that the filters leave, and the page out of those. */
function along(organization: Organization, { kind, where, after, before, limit }: PageQuery) {
  const backward = before !== undefined
  const listing = organization.listings[kind]
  const candidates = listing
    .lists(where)
    .flatMap((list) => upTo(limit + 1, matching(backward ? list.descending(before) : list.ascending(after))).taken)
    .sort(backward ? bySortKeyBackward : bySortKey)
  const { taken, more } = upTo(limit, candidates)
  return { taken: backward ? taken.reverse() : taken, more }

  function* matching(records: Iterable<RecordsByKind[Kind]>): Generator<RecordsByKind[Kind], void> {
    for (const record of records) if (listing.matches(record, where)) yield record
  }
}
