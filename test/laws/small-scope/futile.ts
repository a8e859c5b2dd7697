/**
 * Where whatever is asked must be refused, whoever it is asked for: by who may do nothing, about who is not there, or is
 * there already. One move of a kind for each actor and target is enough there.
 */
import { decodedNames } from './key.js'
import type { Move } from './moves.js'
import { people, type World } from './world.js'

/** Tells of the moves at a decoded organization whether they are such. */
export function futileIn({ members, invitations, now }: World): (move: Move) => boolean {
  const active = people.map((user) => members.some(({ userId, status }) => userId === user && status === 'active'))
  const statuses = people.map((_, person) => members.find(({ id }) => id === decodedNames.member(person))?.status)
  const open = people.map((_, person) =>
    invitations.some(({ id, expiresAt }) => id === decodedNames.invitation(person) && expiresAt > now),
  )
  // whoever's invitation has run out makes room for who comes
  const taken = statuses.map(
    (status, person) => status !== undefined && (status !== 'pending' || open[person] === true),
  )
  const known = people.map((user) => members.some(({ userId }) => userId === user))
  return ({ does, by, whom, group }) => {
    if (typeof by === 'number' && active[by] !== true) return true
    if (whom === undefined || group) return false
    if (does === 'member.add') return taken[whom] === true || known[whom] === true
    if (does === 'invitation.invite') return taken[whom] === true
    if (does === 'invitation.changeRole') return statuses[whom] !== 'pending'
    return statuses[whom] === undefined
  }
}

/** One of each command, actor and target: an archived organization refuses them whatever the rest of it says. */
export function oneOfEach<T extends { readonly move: Move }>(prepared: readonly T[]): readonly T[] {
  const known = new Map(
    prepared.map((one) => [[one.move.does, one.move.by, one.move.whom, one.move.group].join(), one]),
  )
  return [...known.values()]
}
