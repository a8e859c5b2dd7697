/**
 * Says what is wrong with one step: an organization before, what was asked, and the organization after. It is written
 * from the words of the pages, over plain records, and shares no code with the rules or the commands.
 */
import type { InvitationRecord } from '../../../src/invitation/invitation.js'
import type { MemberRecord } from '../../../src/member/member.js'
import { belongingKind, belongingLaws } from './belonging.js'
import { isInPlace, type Move, type Names } from './moves.js'
import { addressOf, people, type World } from './world.js'

export interface Step {
  readonly before: World
  readonly move: Move
  /** What the people's records are called before. */
  readonly names: Names
  readonly after: World
}

/** What each role gives: what it holds itself, or may assign. */
const mayGive: { readonly [role: string]: readonly string[] } = {
  admin: ['admin', 'manager', 'member'],
  manager: ['manager', 'member'],
  member: ['member'],
}

const ofMembers = ['invitation.invite', 'invitation.resend', 'invitation.revoke', 'member.leave']
const ofManagers = [
  ...ofMembers,
  'invitation.changeRole',
  'member.add',
  'member.update',
  'member.changeRole',
  'member.deactivate',
  'member.reactivate',
  'member.remove',
]
/** Beside the admin, who may do anything. */
const mayDo: { readonly [role: string]: readonly string[] } = { manager: ofManagers, member: ofMembers }

/** How a member comes from one standing to another, and by what. `-` is nobody yet. */
const ways: { readonly [way: string]: readonly string[] } = {
  '- > active': ['member.add'],
  '- > deactivated': ['member.add'],
  '- > pending': ['invitation.invite'],
  'pending > active': ['invitation.accept'],
  'pending > deactivated': ['invitation.accept'],
  'pending > removed': ['member.remove', 'invitation.revoke', 'invitation.decline'],
  'active > deactivated': ['member.deactivate'],
  'deactivated > active': ['member.reactivate'],
  'active > removed': ['member.remove', 'member.leave'],
  'deactivated > removed': ['member.remove'],
}
const recordExpiries = ['invitation.invite', 'member.add', 'member.reactivate', 'invitation.recordExpired']
const setRoles = ['member.changeRole', 'member.transferAdmin', 'invitation.changeRole']
const byToken = ['invitation.accept', 'invitation.decline']

interface Change {
  readonly before: MemberRecord | undefined
  readonly after: MemberRecord
}

type Law = (step: Step, changes: readonly Change[]) => boolean

/** What must hold of every step, each under the name by which a violation is told. */
export const laws = {
  'an active admin remains': ({ before, after }) => admins(after) > 0 || admins(before) === 0,

  'nobody takes a seat beyond the limit': ({ before, after }) => {
    const { seatLimit = Number.POSITIVE_INFINITY } = after.head
    return seats(after) <= seatLimit || seats(after) <= seats(before)
  },

  'the counters are the counts': ({ after }) => {
    const counted = new Map<string, number>()
    for (const { role, status } of after.members) {
      counted.set(`${role} ${status}`, (counted.get(`${role} ${status}`) ?? 0) + 1)
    }
    const said = Object.entries(after.head.counts).flatMap(([role, row]) =>
      Object.entries(row).map(([status, count]) => [`${role} ${status}`, count] as const),
    )
    return said.length === counted.size && said.every(([what, count]) => counted.get(what) === count)
  },

  'a user and an address are one member at most': ({ after }) => {
    const present = after.members.filter(({ status }) => status !== 'removed')
    return !hasTwins(present.map(({ userId }) => userId)) && !hasTwins(present.map(({ emailKey }) => emailKey))
  },

  'pending members and pending invitations belong together': ({ after }) => {
    const offers = after.invitations.filter(({ status }) => status === 'pending')
    const invitees = after.members.filter(({ status }) => status === 'pending')
    const fits = ({ id, memberId, emailKey, role, tokenHash }: InvitationRecord) =>
      tokenHash !== undefined &&
      invitees.some(
        (member) =>
          member.id === memberId &&
          member.invitationId === id &&
          member.emailKey === emailKey &&
          member.role === role &&
          member.userId === undefined,
      )
    return offers.length === invitees.length && offers.every(fits)
  },

  'every role is one of the policy': ({ after }) => after.members.every(({ role }) => Object.hasOwn(mayGive, role)),

  'only active members act': ({ before, move }) =>
    typeof move.by !== 'number' || byToken.includes(move.does) || selfIn(before, move)?.status === 'active',

  'nobody does what their role does not let them': ({ before, move }) => {
    const self = selfIn(before, move)
    if (self === undefined || byToken.includes(move.does) || isInPlace(move) || self.role === 'admin') return true
    return mayDo[self.role]?.includes(move.does) === true
  },

  'an archived organization accepts nothing but its end or its return': ({ before, move, after }) =>
    before.head.status !== 'archived' ||
    (['organization.restore', 'organization.delete'].includes(move.does) && after.head.status !== 'archived'),

  'a deleted organization accepts nothing': ({ before }) => before.head.status !== 'deleted',

  'what is over stays as it is': ({ before, after }) =>
    before.members.every((member) => member.status !== 'removed' || after.members.includes(member)) &&
    before.invitations.every((invitation) => invitation.status === 'pending' || after.invitations.includes(invitation)),

  'members move only in known ways': (step, changes) =>
    changes.every(({ before: was, after: is }) => {
      if (was !== undefined && was.status === is.status) return true
      if (isExpiry(step, was, is)) return recordExpiries.includes(step.move.does)
      return ways[`${was?.status ?? '-'} > ${is.status}`]?.includes(step.move.does) === true
    }),

  'a command touches its target alone': (step, changes) => {
    const { before, move, names } = step
    const target = move.whom === undefined ? undefined : memberNamed(before, move, names)
    const own = ['member.leave', 'member.transferAdmin'].includes(move.does) ? selfIn(before, move)?.id : undefined
    const touched = changes.filter(({ before: was, after: is }) => was !== undefined && !isExpiry(step, was, is))
    const others = touched.filter(({ after: is }) => is.id !== target?.id && is.id !== own)
    const made = changes.filter(({ before: was }) => was === undefined)
    return others.length === 0 && made.length <= (['member.add', 'invitation.invite'].includes(move.does) ? 1 : 0)
  },

  'roles change by the commands for it': ({ move }, changes) =>
    changes.every(
      ({ before: was, after: is }) => was?.role === is.role || was === undefined || setRoles.includes(move.does),
    ),

  'an expiry is recorded only when time is up': ({ before, after }) =>
    after.invitations.every(({ id, status }) => {
      const was = before.invitations.find((invitation) => invitation.id === id)
      return status !== 'expired' || was?.status !== 'pending' || was.expiresAt <= before.now
    }),

  'nobody acts on a member who holds more': (step, changes) => {
    const { before, move } = step
    const self = selfIn(before, move)
    if (self === undefined || byToken.includes(move.does)) return true
    return changes.every(
      ({ before: was, after: is }) =>
        was === undefined || was.id === self.id || isExpiry(step, was, is) || gives(self, was.role),
    )
  },

  'nobody gives more than they may': ({ before, move }, changes) => {
    const self = selfIn(before, move)
    if (self === undefined || byToken.includes(move.does)) return true
    return changes.every(({ before: was, after: is }) => was?.role === is.role || gives(self, is.role))
  },

  'whoever sends an invitation again answers for what it offers': ({ before, move, names, after }) => {
    const self = selfIn(before, move)
    if (move.does !== 'invitation.resend') return true
    const { id, role } = memberNamed(before, move, names) ?? { id: '', role: '' }
    const vouches = after.members.find((member) => member.id === id)?.roleGranter
    if (self === undefined) return vouches !== undefined && 'system' in vouches
    return gives(self, role) && vouches !== undefined && 'memberId' in vouches && vouches.memberId === self.id
  },

  'an invitation that is sent again has a new secret': ({ before, after }) =>
    after.invitations.every(({ id, tokenHash, sentCount, emailKey }) => {
      const was = before.invitations.find((invitation) => invitation.id === id)
      return (
        was === undefined || tokenHash !== was.tokenHash || (sentCount === was.sentCount && emailKey === was.emailKey)
      )
    }),

  'nobody raises themselves': ({ before, move, after }) => {
    const self = selfIn(before, move)
    const now = after.members.find(({ id }) => id === self?.id)
    return self === undefined || now === undefined || now.role === self.role || self.role === 'admin'
  },

  'an invitation is accepted by the one who was meant, in time, on the word of somebody who may still give it': (
    step,
  ) => step.move.does !== 'invitation.accept' || isSoundAcceptance(step),

  'the head changes by the commands for it': ({ before, move, after }) => {
    const { status, seatLimit } = after.head
    const expected = {
      'organization.archive': { status: 'archived', seatLimit: before.head.seatLimit },
      'organization.restore': { status: 'active', seatLimit: before.head.seatLimit },
      'organization.delete': { status: 'deleted', seatLimit: before.head.seatLimit },
      'organization.setSeatLimit': { status: before.head.status, seatLimit: move.limit ?? undefined },
    }[move.does] ?? { status: before.head.status, seatLimit: before.head.seatLimit }
    return status === expected.status && seatLimit === expected.seatLimit
  },

  ...belongingLaws,
} as const satisfies { readonly [name: string]: Law }

export type LawName = keyof typeof laws

/** The laws that the step breaks. */
export function broken(step: Step): LawName[] {
  const changes = changesIn(step)
  // `Object.keys` forgets the names that the type knows.
  return (Object.keys(laws) as LawName[]).filter((name) => !laws[name](step, changes))
}

/** What kind of step it is: who does what to whom, as far as the laws tell people apart, and how full the organization is. */
export function kindOf(step: Step): string {
  const { before, move, names } = step
  const { does, role, status, limit } = move
  const standing = (member: MemberRecord | undefined) => `${member?.status} ${member?.role}`
  const by = typeof move.by === 'number' ? standing(selfIn(before, move)) : move.by
  const target = move.whom === undefined ? undefined : memberNamed(before, move, names)
  const own = target !== undefined && target.id === selfIn(before, move)?.id
  const offer = before.invitations.find(({ id }) => id === target?.invitationId)
  const open = offer === undefined ? 'no offer' : offer.expiresAt > before.now
  const { seatLimit } = before.head
  const room = seatLimit === undefined ? 'unlimited' : Math.sign(seatLimit - seats(before))
  const late = before.invitations.filter(({ expiresAt }) => expiresAt <= before.now).length
  const place = belongingKind(step, [target, selfIn(before, move)])
  return [does, by, standing(target), own, open, role, status, limit, before.head.status, room, late, place].join(' ')
}

function isSoundAcceptance({ before, move, names, after }: Step): boolean {
  const invitee = memberNamed(before, move, names)
  const offer = before.invitations.find(({ id }) => id === invitee?.invitationId)
  if (invitee === undefined || offer?.status !== 'pending' || typeof move.by !== 'number') return false
  const inTime = offer.expiresAt > before.now
  const meant = offer.emailKey === addressOf(move.by) && move.unproven !== true
  const alone = selfIn(before, move) === undefined
  const granter = invitee.roleGranter
  const word =
    'system' in granter ||
    before.members.some(
      ({ id, status, role }) => id === granter.memberId && status === 'active' && mayGive[role]?.includes(invitee.role),
    )
  const joined = after.members.find(({ id }) => id === invitee.id)
  const asOffered =
    joined?.status === offer.statusOnAcceptance && joined.role === offer.role && joined.userId === people[move.by]
  const answered = after.invitations.find(({ id }) => id === offer.id)
  const over = answered?.status === 'accepted' && answered.tokenHash === undefined
  return inTime && meant && alone && word && asOffered && over
}

function changesIn({ before, after }: Step): Change[] {
  const old = new Map(before.members.map((member) => [member.id, member]))
  return after.members.flatMap((is) => {
    const was = old.get(is.id)
    return was === is ? [] : [{ before: was, after: is }]
  })
}

/** Whether the change is that an invitation which ran out is recorded as such, on the way. */
function isExpiry({ after }: Step, was: MemberRecord | undefined, is: MemberRecord): boolean {
  if (was?.status !== 'pending' || is.status !== 'removed') return false
  return after.invitations.find(({ id }) => id === was.invitationId)?.status === 'expired'
}

function selfIn({ members }: World, { by }: Move): MemberRecord | undefined {
  if (typeof by !== 'number') return undefined
  return members.find(({ userId, status }) => userId === people[by] && status !== 'removed')
}

function memberNamed({ members }: World, { whom = 0 }: Move, names: Names): MemberRecord | undefined {
  return members.find(({ id }) => id === names.member(whom))
}

function gives({ role }: MemberRecord, given: string): boolean {
  return mayGive[role]?.includes(given) === true
}

function admins({ members }: World): number {
  return members.filter(({ role, status }) => role === 'admin' && status === 'active').length
}

function seats({ members }: World): number {
  return members.filter(({ status }) => status === 'active' || status === 'pending').length
}

function hasTwins(values: readonly (string | undefined)[]): boolean {
  const given = values.filter((value) => value !== undefined)
  return new Set(given).size < given.length
}
