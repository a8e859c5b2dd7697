/** Random change sets, of which some are stale or take what is taken. */
import {
  type Base,
  type ChangeSet,
  type Delete,
  type Kind,
  kinds,
  type Put,
  type Stored,
  type StoredEvent,
} from '../../src/storage.js'
import { Author, added, changed, type Draft, event, without } from './builders.js'
import type { Dice } from './dice.js'
import { randomRecord } from './random-records.js'
import {
  actors,
  catalogueIds,
  edgePrefixes,
  invitationIds,
  memberIds,
  recordIds,
  slugs,
  types,
} from './random-values.js'
import { now } from './records.js'

/** An organization with its records as last committed. */
export class Subject extends Author {
  private readonly records = new Map<string, Stored>()
  private edgesMade = 0

  /** Records of a kind, by id. */
  ofKind(kind: Kind): Map<string, Stored> {
    const own = [...this.records.values()].filter((stored) => stored.kind === kind)
    return new Map(own.map((stored) => [stored.record.id, stored]))
  }

  /** An id that no edge has ever had, and in no order. */
  edgeId(dice: Dice, kind: Kind): string {
    return `${dice.pick(edgePrefixes)}${kind}${++this.edgesMade}`
  }

  override accept(changeSet: ChangeSet): void {
    super.accept(changeSet)
    for (const { kind, record } of changeSet.puts) this.records.set(record.id, { kind, record } as Stored)
    for (const { id } of changeSet.deletes) this.records.delete(id)
  }
}

export function draftOf(dice: Dice, subject: Subject): Draft {
  const status = dice.pick(['active', 'active', 'active', 'archived', 'deleted'])
  const edges = (['membership', 'assignment'] as const).map((kind) => edgesOf(dice, subject, kind))
  return {
    head: {
      name: `name ${dice.below(9)}`,
      status,
      totals: dice.maybe(() => ({ team: dice.below(9), catalogue: dice.below(9) })),
      ...dice.maybe(() => ({ catalogueId: dice.pick(catalogueIds) })),
      ...(status === 'deleted' ? { deletedAt: now + dice.below(4) } : {}),
    },
    dropFromHead: status === 'deleted' ? [] : ['deletedAt'],
    puts: [...recordsOf(dice, subject), ...edges.flatMap(({ puts }) => puts)],
    deletes: edges.flatMap(({ deletes }) => deletes),
    events: eventsOf(dice),
    revision: {
      at: now + dice.below(20),
      actor: dice.pick(actors),
      seats: dice.below(9),
      ...dice.maybe(() => ({ request: { id: `request_${subject.base.revision}`, digest: 'digest', ids: [] } })),
    },
    ...(dice.onceIn(3) ? { take: dice.pick(slugs) } : {}),
    release: dice.onceIn(4) ? dice.some(2, slugs) : [],
    ...(dice.onceIn(6) ? { base: wrongBase(dice, subject) } : {}),
  }
}

function wrongBase(dice: Dice, { base, revisions }: Subject): Base {
  const { revision, commitId } = base
  const older = revisions.at(-2)
  return dice.pick([
    { revision: 0, commitId: '' },
    { revision, commitId: 'commit_of_nobody' },
    { revision: revision + 1, commitId },
    older === undefined ? { revision: 7, commitId } : { revision: older.revision, commitId: older.commitId },
  ])
}

function recordsOf(dice: Dice, subject: Subject): Put[] {
  // Since `find` pages by invitation id, across organizations.
  const invitation = invitationIds.map((name) => `${name}_${subject.organizationId}`)
  return Object.entries({ ...recordIds, invitation }).flatMap(([name, ids]) => {
    const kind = kinds.find((kind) => kind === name) ?? 'member'
    const known = subject.ofKind(kind)
    return ids.flatMap((id) => {
      if (!dice.onceIn(4)) return []
      const [before, after] = [known.get(id), withUserOfItsOwn(randomRecord(dice, kind, id), known)]
      known.set(id, after)
      return [before === undefined ? added(after) : changed(before, after)]
    })
  })
}

/** At most one member of a user who is not removed, as the rules have it: `find` pages by organization. */
function withUserOfItsOwn(stored: Stored, members: ReadonlyMap<string, Stored>): Stored {
  if (stored.kind !== 'member' || stored.record.status === 'removed') return stored
  const { id, userId } = stored.record
  const isUsed = [...members.values()].some(
    ({ kind, record }) =>
      kind === 'member' && record.id !== id && record.status !== 'removed' && record.userId === userId,
  )
  return isUsed ? { kind: 'member', record: without(stored.record, 'userId') } : stored
}

/** Some edges come, some change, and some are no more. */
function edgesOf(dice: Dice, subject: Subject, kind: Delete['kind']): { puts: Put[]; deletes: Delete[] } {
  const puts = Array.from({ length: dice.below(4) }, () => added(randomRecord(dice, kind, subject.edgeId(dice, kind))))
  const deletes: Delete[] = []
  for (const [id, before] of subject.ofKind(kind)) {
    const fate = dice.below(8)
    if (fate === 0) deletes.push({ kind, id })
    if (fate === 1) puts.push(changed(before, randomRecord(dice, kind, id)))
  }
  return { puts, deletes }
}

function eventsOf(dice: Dice): StoredEvent[] {
  return dice.some(3, types).map((type) =>
    event(type, {
      ...dice.maybe(() => ({ memberId: dice.pick(memberIds) })),
      ...dice.maybe(() => ({ recordId: dice.pick(recordIds.team) })),
    }),
  )
}
