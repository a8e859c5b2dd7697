/** Random change sets, of which some are stale or take what is taken. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { Base, ChangeSet, Put, StoredEvent } from '../../src/storage.js'
import {
  Author,
  changedInvitation,
  changedMember,
  type Draft,
  event,
  invitation,
  member,
  newInvitation,
  newMember,
  now,
} from './builders.js'
import type { Dice } from './dice.js'
import {
  actors,
  emails,
  hashes,
  invitationIds,
  invitationStatuses,
  memberIds,
  memberStatuses,
  roles,
  slugs,
  sortKeys,
  types,
  users,
} from './random-values.js'

/** An organization with its records as last committed. */
export class Subject extends Author {
  readonly members = new Map<string, MemberRecord>()
  readonly invitations = new Map<string, InvitationRecord>()

  override accept(changeSet: ChangeSet): void {
    super.accept(changeSet)
    for (const put of changeSet.puts)
      if (put.kind === 'member') this.members.set(put.record.id, put.record)
      else if (put.kind === 'invitation') this.invitations.set(put.record.id, put.record)
  }
}

export function draftOf(dice: Dice, subject: Subject): Draft {
  const status = dice.pick(['active', 'active', 'active', 'archived', 'deleted'])
  return {
    head: {
      name: `name ${dice.below(9)}`,
      status,
      ...(status === 'deleted' ? { deletedAt: now + dice.below(4) } : {}),
    },
    dropFromHead: status === 'deleted' ? [] : ['deletedAt'],
    puts: [...memberPuts(dice, subject), ...invitationPuts(dice, subject)],
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

function memberPuts(dice: Dice, subject: Subject): Put[] {
  const members = new Map(subject.members)
  return memberIds
    .filter(() => dice.onceIn(4))
    .map((id) => {
      const before = members.get(id)
      const after = memberOf(
        dice,
        id,
        [...members.values()].filter((other) => other.id !== id),
      )
      members.set(id, after)
      return before === undefined ? newMember(after) : changedMember(before, after)
    })
}

function memberOf(dice: Dice, id: string, others: readonly MemberRecord[]): MemberRecord {
  const status = dice.pick(memberStatuses)
  const userId = dice.pick(users)
  // at most one live member of a user, as the rules have it: `find` pages by organization
  const isUsed = status !== 'removed' && others.some((other) => other.status !== 'removed' && other.userId === userId)
  const emailKey = dice.pick(emails)
  return member(id, {
    status,
    role: dice.pick(roles),
    roleGranter: dice.onceIn(3) ? { system: dice.pick(memberIds) } : { memberId: dice.pick(memberIds) },
    sortKey: dice.pick(sortKeys),
    metadata: { roll: dice.below(100) },
    ...(isUsed ? {} : dice.maybe(() => ({ userId }))),
    ...dice.maybe(() => ({ email: emailKey.toUpperCase(), emailKey })),
    ...dice.maybe(() => ({ invitationId: dice.pick(invitationIds) })),
    ...dice.maybe(() => ({ name: `name ${dice.below(9)}` })),
    ...dice.maybe(() => ({ joinedAt: now + dice.below(9) })),
  })
}

function invitationPuts(dice: Dice, { organizationId, invitations }: Subject): Put[] {
  return invitationIds
    .filter(() => dice.onceIn(4))
    .map((name) => {
      const id = `${name}_${organizationId}` // since `find` pages by invitation id, across organizations
      const before = invitations.get(id)
      const after = invitationOf(dice, id)
      return before === undefined ? newInvitation(after) : changedInvitation(before, after)
    })
}

function invitationOf(dice: Dice, id: string): InvitationRecord {
  const emailKey = dice.pick(emails)
  return invitation(id, {
    memberId: dice.pick(memberIds),
    email: emailKey,
    emailKey,
    status: dice.pick(invitationStatuses),
    role: dice.pick(roles),
    sortKey: dice.pick(sortKeys),
    expiresAt: now + dice.below(5),
    ...dice.maybe(() => ({ tokenHash: dice.pick(hashes) })),
    ...dice.maybe(() => ({ message: `message ${dice.below(9)}` })),
  })
}

function eventsOf(dice: Dice): StoredEvent[] {
  return dice.some(3, types).map((type) =>
    event(
      type,
      dice.maybe(() => ({ memberId: dice.pick(memberIds) })),
    ),
  )
}
