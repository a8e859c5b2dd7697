/** Pages of records. */
import type { Need, PageKey, PageQuery, RecordPage } from '../../src/storage.js'
import { bySortKey, type Listed, type Listing } from './indexes.js'
import { read } from './read.js'
import type { Order } from './sorted-list.js'
import type { Organization } from './state.js'
import { upTo } from './up-to.js'

const bySortKeyBackward: Order<PageKey> = (a, b) => bySortKey(b, a)

export function page(organization: Organization, query: PageQuery, needs: readonly Need[]): RecordPage {
  const snapshot = read(organization, needs)
  if (query.kind === 'member') {
    const { taken, more } = along(organization.memberListing, query)
    return { records: taken.map((record) => ({ kind: 'member', record })), more, snapshot }
  }
  const { taken, more } = along(organization.invitationListing, query)
  return { records: taken.map((record) => ({ kind: 'invitation', record })), more, snapshot }
}

/** Takes a page out of each list that the filters leave, and the page out of those. */
function along<R extends Listed>(listing: Listing<R>, { where, after, before, limit }: PageQuery) {
  const backward = before !== undefined
  const candidates = listing
    .lists(where)
    .flatMap((list) => upTo(limit + 1, backward ? list.descending(before) : list.ascending(after)).taken)
    .sort(backward ? bySortKeyBackward : bySortKey)
  const { taken, more } = upTo(limit, candidates)
  return { taken: backward ? taken.reverse() : taken, more }
}
