/** What becomes of what a leaving member owns: by type, decided with the removal and done in the same commit. */
import { changed, type DomainEvent, type Proposal, type Write } from '../decision/change-set.js'
import { type Ask, ask, type ImpactQuery } from '../decision/command.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { inOrder } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import { type NewOwner, ownerIdOf, withOwner } from '../resource/owner.js'
import { type ResourceRecord, resourceEvent } from '../resource/resource.js'
import type { Follow, Json } from '../storage.js'

/**
 * `transfer` to somebody; `unassign`: it is the organization's, as what nothing is said of; `retain`: it stays in the name
 * of who left; `block`: nobody leaves who owns such a thing.
 */
export type Disposition = { readonly transfer: NewOwner } | 'unassign' | 'retain' | 'block'

/** By the type of resource; types that the app keeps itself are its own to carry out, from the history. */
export type Dispositions = { readonly [type: string]: Disposition }

/** So many resources pass on in one revision, so that the last one has room for all edges of who leaves. */
const atOnce = 500

/** What is read along with a resource that may pass on. */
export const withOwned = { shared: {}, workspace: {} } as const satisfies Follow<'resource'>

/** What a leaving member owns, as a plan shows it. */
export function ownedResources(slice: Slice, memberId: string): ImpactQuery {
  // of somebody who is not there, nothing was read
  const known = slice.knowsBy('resource', 'ownerId', memberId)
  return { name: 'owned-resources', resources: known ? slice.by('resource', 'ownerId', memberId) : [] }
}

/** The members and teams that something is transferred to. */
export function heirsOf(dispositions: Dispositions): string[] {
  return Object.values(dispositions).flatMap((one) => (typeof one === 'string' ? [] : (ownerIdOf(one.transfer) ?? [])))
}

/** Removing asks for `member:remove`; whoever names an heir must be allowed to transfer as well. */
export function askToRemove(dispositions: Dispositions): Ask {
  if (heirsOf(dispositions).length === 0) return ask('member:remove')
  return { permission: 'member:remove', and: ask('resource:transfer') }
}

function decidedFor(type: string, dispositions: Dispositions): Disposition {
  return (Object.hasOwn(dispositions, type) ? dispositions[type] : undefined) ?? 'unassign'
}

/** What keeps the member from being removed: that they own something of a type that must not be left behind. */
export function blocked(
  memberId: string,
  owned: readonly ResourceRecord[],
  dispositions: Dispositions,
): Refusal<'member/owns-blocked'> | undefined {
  const type = owned.find((one) => decidedFor(one.type, dispositions) === 'block')?.type
  const count = owned.filter((one) => one.type === type).length
  return type === undefined ? undefined : refuse('member/owns-blocked', { memberId, type, count })
}

export interface HandedOver {
  readonly writes: readonly Write[]
  readonly events: readonly DomainEvent[]
  /** How many more pass on, in the revisions that follow. */
  readonly left: number
}

/** What a member owns, in other hands; as much of it as passes on at once. */
export function handedOver(
  memberId: string,
  owned: readonly ResourceRecord[],
  dispositions: Dispositions,
  now: number,
): HandedOver {
  const passing = owned.filter(({ type }) => decidedFor(type, dispositions) !== 'retain')
  // A plan and what is done about it take the same ones first.
  const passed = inOrder(passing)
    .slice(0, atOnce)
    .map((before) => {
      const disposition = decidedFor(before.type, dispositions)
      const after = withOwner(before, typeof disposition === 'string' ? 'organization' : disposition.transfer, now)
      return { before, after }
    })
  return {
    writes: passed.map(({ after }) => changed('resource', after)),
    events: passed.map(({ before, after }) =>
      resourceEvent('resource.transferred', before, after, {
        before: { ownerId: memberId },
        after: { ownerId: after.ownerId ?? null },
      }),
    ),
    left: passing.length - passed.length,
  }
}

/**
 * A part of a removal that takes several revisions: who leaves goes with the last one, so that nothing is left without
 * anybody who answers for it, wherever it is interrupted.
 */
export function partOf(
  { writes, events, left }: HandedOver,
  suspension: Pick<HandedOver, 'writes' | 'events'>,
): Proposal {
  return { writes: [...suspension.writes, ...writes], events: [...suspension.events, ...events], left, ids: [] }
}

/** The removal, with what becomes of what was owned; its event says what was decided, so that the app can do its part. */
export function withHandover(removal: Proposal, handover: HandedOver, dispositions: Dispositions): Proposal {
  const [first, ...rest] = removal.events
  const events = first === undefined ? [] : [decidedIn(first, dispositions), ...rest]
  return { ...removal, writes: [...removal.writes, ...handover.writes], events: [...events, ...handover.events] }
}

function decidedIn(event: DomainEvent, dispositions: Dispositions): DomainEvent {
  if (Object.keys(dispositions).length === 0) return event
  // Dispositions are plain JSON by their schema.
  const decided = dispositions as unknown as { readonly [type: string]: Json }
  return { ...event, after: { ...event.after, dispositions: decided } }
}
