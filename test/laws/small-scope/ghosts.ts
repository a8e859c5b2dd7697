/** What is over after a step, and the moves at it, which must do nothing. */
import { decodedNames } from './key.js'
import { isInPlace, type Move } from './moves.js'
import { addressOf, people, type World } from './world.js'

export interface Ghosts {
  /** The same for the same ghosts, whoever made them. */
  readonly name: string
  /** Whether a move is at one of them, or by one of them. */
  readonly areAsked: (move: Move) => boolean
}

const atMembers = [
  'member.changeRole',
  'member.transferAdmin',
  'member.update',
  'member.deactivate',
  'member.reactivate',
  'member.remove',
  ...['team', 'group', 'workspace'].flatMap((place) => [`${place}.addMembers`, `${place}.removeMembers`]),
  ...['team', 'workspace'].map((place) => `${place}.changeRole`),
]
const atInvitations = ['invitation.resend', 'invitation.changeRole', 'invitation.revoke']
const byToken = ['invitation.accept', 'invitation.decline']

/**
 * Members who are gone, invitations that were answered, secrets that were replaced, an organization that is deleted, or a
 * team, workspace or group. A
 * decoded state has no such records, so they are asked now or never: by the system, by an admin, and by those who are gone.
 */
export function ghostsOf(before: World, after: World): Ghosts | undefined {
  const gone = after.members.filter(({ status }) => status === 'removed')
  const dead = before.invitations.filter(
    ({ tokenHash }) => !after.invitations.some((invitation) => invitation.tokenHash === tokenHash),
  )
  const deleted = after.head.status === 'deleted'
  const over = after.others.find(({ record }) => 'status' in record && record.status === 'deleted')
  if (gone.length === 0 && dead.length === 0 && !deleted && over === undefined) return undefined
  const admin = after.members.find(({ role, status }) => role === 'admin' && status === 'active')
  const asking: readonly Move['by'][] = ['system', 'anyone', people.indexOf(admin?.userId ?? '')]
  const isGone = (person: number) => gone.some(({ id }) => id === decodedNames.member(person))
  const wasHere = (person: number) =>
    gone.some(({ userId, emailKey }) => userId === people[person] || emailKey === addressOf(person))
  const endings = after.invitations.map(({ id, status }) => `${id} ${status}`)
  return {
    name: [deleted, over?.kind, ...gone.map(({ id }) => id), ...dead.map(({ id }) => id), ...endings].join(' '),
    areAsked(move) {
      const { does, by, whom = 0 } = move
      if (by === 'time') return false
      if (byToken.includes(does)) return deleted || dead.some(({ id }) => id === decodedNames.invitation(whom))
      // Those who are gone are refused whatever they ask, and so are all where nothing is left: one target is enough.
      if (typeof by === 'number' && gone.some(({ userId }) => userId === people[by])) return whom === 0
      if (!asking.includes(by)) return false
      if (deleted) return whom === 0
      if (over !== undefined && isInPlace(move)) return isAt(move, over.kind)
      if (move.group) return false
      if (atMembers.includes(does) || atInvitations.includes(does)) return isGone(whom)
      // Whoever is gone is not added again, except by the system.
      return does === 'member.add' && by !== 'system' && wasHere(whom)
    },
  }
}

/** Whether a command would need what is deleted: that it is about it, or puts the group somewhere. */
function isAt({ does, group }: Move, kind: string): boolean {
  return does.startsWith(`${kind}.`) || (kind === 'group' && group === true)
}
