/** Everything that can happen to a small organization: every command, by everybody, about everybody; and time. */
import { open } from '../../../src/input/envelope.js'
import { groupId, type Place, teamId, workspaceId } from './places.js'
import { addressOf, commandOf, organizationId, people, type Request, roles, sha256, system, userOf } from './world.js'

/** People are numbers, as in a key; the targets of commands are found by the ids that `Names` has for them. */
export interface Move {
  /** A command by its name, or `time.expires`: the invitation of `whom` runs out. */
  readonly does: string
  readonly by: 'system' | 'anyone' | 'time' | number
  /** Whose record it is about: the member, or the invitation, whose address is that of this person. */
  readonly whom?: number
  readonly address?: number
  readonly role?: string
  readonly status?: 'active' | 'deactivated'
  readonly limit?: number | null
  /** It is about the group, not about a person. */
  readonly group?: true
  /** Without proof that the address is theirs. */
  readonly unproven?: true
}

/** How the records of people are called in one organization; what is not there has a name that nothing has. */
export interface Names {
  member(person: number): string
  invitation(person: number): string
  secret(person: number): string
}

/** What is walked. */
export interface Scope {
  readonly people: number
  readonly limits: readonly (number | null)[]
  /** Whether a user can become known by the address of another person; a pending member, who is no user yet, always can. */
  readonly addresses: boolean
  /** The statuses that somebody who is invited can take on acceptance. */
  readonly arrivals: readonly ('active' | 'deactivated')[]
  /** What there is beside people. */
  readonly place: Place
  /** Commands that are left out, and `time.expires`; none where absent. */
  readonly without?: readonly string[]
}

/** No role of the policy. */
const unheardOf = 'unheard-of'
const plainRole = 'manager'
/** In a team or workspace: belonging without a role there. */
const noRole = 'none'

export function movesIn(scope: Scope): readonly Move[] {
  return allMovesIn(scope).filter(({ does }) => scope.without?.includes(does) !== true)
}

function allMovesIn({ people: count, limits, arrivals, place }: Scope): readonly Move[] {
  const everybody = Array.from({ length: count }, (_, person) => person)
  const about = (by: number | 'system', whom: number): Move[] => [
    ...(by === 'system' ? [plainRole, unheardOf] : roles).flatMap((role): Move[] => [
      { does: 'member.add', by, whom, role, status: 'active' },
      { does: 'member.changeRole', by, whom, role },
      { does: 'member.transferAdmin', by, whom, role },
      { does: 'invitation.changeRole', by, whom, role },
    ]),
    ...(by === 'system' ? [...roles, unheardOf] : roles).flatMap((role) =>
      arrivals.map((status): Move => ({ does: 'invitation.invite', by, whom, role, status })),
    ),
    { does: 'member.deactivate', by, whom },
    { does: 'member.remove', by, whom },
    { does: 'invitation.resend', by, whom },
    { does: 'invitation.revoke', by, whom },
    { does: 'invitation.accept', by, whom },
  ]
  // Here the system does nothing that an admin does not, and an organization always has an admin.
  const alsoAbout = (by: number, whom: number): Move[] => [
    { does: 'member.add', by, whom, role: 'member', status: 'deactivated' },
    { does: 'member.reactivate', by, whom },
    ...everybody
      .filter((person) => person !== whom)
      .map((address): Move => ({ does: 'member.update', by, whom, address })),
  ]
  const ofTheHead = (by: number): Move[] => [
    ...limits.map((limit): Move => ({ does: 'organization.setSeatLimit', by, limit })),
    { does: 'organization.archive', by },
    { does: 'organization.restore', by },
    { does: 'organization.delete', by },
    { does: 'member.leave', by },
  ]
  const actors: readonly (number | 'system')[] = [...everybody, 'system']
  return [
    ...actors.flatMap((by) => everybody.flatMap((whom) => about(by, whom))),
    ...everybody.flatMap((by) => everybody.flatMap((whom) => alsoAbout(by, whom))),
    ...everybody.flatMap(ofTheHead),
    ...everybody.flatMap((whom): Move[] => [
      { does: 'invitation.accept', by: whom, whom, unproven: true },
      { does: 'invitation.decline', by: 'anyone', whom },
      { does: 'time.expires', by: 'time', whom },
    ]),
    { does: 'invitation.recordExpired', by: 'system' },
    ...movesInPlace[place](actors, everybody),
  ]
}

type ByWhom = (actors: readonly (number | 'system')[], everybody: readonly number[]) => Move[]

const movesInPlace: { readonly [P in Place]: ByWhom } = {
  nothing: () => [],
  team: (actors, everybody) =>
    actors.flatMap((by) => [
      ...everybody.flatMap((whom): Move[] => [
        ...rolesToGive(by, 'lead', 'mate').flatMap((role): Move[] => [
          { does: 'team.addMembers', by, whom, role },
          { does: 'team.changeRole', by, whom, role },
        ]),
        { does: 'team.removeMembers', by, whom },
      ]),
      ...[null, 1].map((limit): Move => ({ does: 'team.update', by, limit })),
      { does: 'team.delete', by },
    ]),
  workspace: (actors, everybody) =>
    actors.flatMap((by) => [
      ...everybody.flatMap((whom): Move[] => [
        ...rolesToGive(by, 'curator', 'labeler').flatMap((role): Move[] => [
          { does: 'workspace.addMembers', by, whom, role },
          { does: 'workspace.changeRole', by, whom, role },
        ]),
        { does: 'workspace.removeMembers', by, whom },
        { does: 'group.addMembers', by, whom },
        { does: 'group.removeMembers', by, whom },
      ]),
      ...[noRole, 'labeler'].flatMap((role): Move[] => [
        { does: 'workspace.addMembers', by, group: true, role },
        { does: 'workspace.changeRole', by, group: true, role },
      ]),
      { does: 'workspace.removeMembers', by, group: true },
      { does: 'workspace.delete', by },
      { does: 'group.delete', by },
    ]),
}

/** Roles of the place and none; from the system, which may give all, also one of the organization, and one that nobody knows. */
function rolesToGive(by: number | 'system', ...there: string[]): string[] {
  return by === 'system' ? [noRole, 'manager', unheardOf] : [noRole, ...there]
}

/** One move for each command, actor and target: enough where whatever is asked must be refused. */
export function isPlain({ role = plainRole, status = 'active', limit = null }: Move): boolean {
  return (role === plainRole || role === noRole) && status === 'active' && limit === null
}

/** The input of a move, as an application gives it. */
export function inputOf(move: Move, names: Names): object {
  const { does, by, whom = 0, address = 0, role, status, limit, unproven } = move
  const actor = typeof by === 'number' ? userOf(by, unproven !== true) : system
  const inside = { organizationId, actor }
  const token = `${organizationId}.${names.secret(whom)}`
  const member = { ...inside, memberId: names.member(whom) }
  const invitation = { ...inside, invitationId: names.invitation(whom) }
  switch (does) {
    case 'member.add':
      return { ...inside, userId: people[whom], email: addressOf(whom), role, status }
    case 'member.changeRole':
    case 'member.transferAdmin':
      return { ...member, role }
    case 'member.update':
      return { ...member, email: addressOf(address) }
    case 'member.deactivate':
    case 'member.reactivate':
    case 'member.remove':
      return member
    case 'invitation.invite':
      return { ...inside, emails: addressOf(whom), role, statusOnAcceptance: status }
    case 'invitation.changeRole':
      return { ...invitation, role }
    case 'invitation.resend':
    case 'invitation.revoke':
      return invitation
    case 'invitation.accept':
      return { token, actor }
    case 'invitation.decline':
      return { token }
    case 'invitation.recordExpired':
      return { ...inside, limit: 400 }
    case 'organization.setSeatLimit':
      return { ...inside, seatLimit: limit }
    default:
      return { ...inside, ...(isInPlace(move) ? inPlace(move, names) : {}) }
  }
}

/** Whether it is about the team, the workspace or the group. */
export function isInPlace({ does }: Move): boolean {
  return /^(team|workspace|group)\./.test(does)
}

/** What a command about the team, the workspace or the group is told. */
function inPlace({ does, whom = 0, role, limit, group }: Move, names: Names): object {
  const [noun, verb] = does.split('.')
  const place = noun === 'team' ? { teamId } : noun === 'group' ? { groupId } : { workspaceId }
  const principal = group ? groupId : names.member(whom)
  switch (verb) {
    case 'changeRole':
      return { ...place, ...(group ? { groupId } : { memberId: principal }), role: role === noRole ? null : role }
    case 'update':
      return { ...place, capacity: limit }
    case 'delete':
      return place
    default: {
      const who = group ? { groupIds: [groupId] } : { memberIds: [principal] }
      return { ...place, ...who, ...(role === undefined || role === noRole ? {} : { role }) }
    }
  }
}

/** The move as the shell hands it to the core; its input goes through the command's own parser. */
export function requestOf(move: Move, names: Names): Request {
  const command = commandOf(move.does)
  const { actor, input, token } = open(command, inputOf(move, names))
  return { command, input, actor, ...(token === undefined ? {} : { tokenHash: sha256(names.secret(move.whom ?? 0)) }) }
}

/** The same move where the people stand in another order. */
export function reordered(move: Move, order: readonly number[]): Move {
  const place = (person: number) => order[person] ?? person
  return {
    ...move,
    by: typeof move.by === 'number' ? place(move.by) : move.by,
    ...(move.whom === undefined ? {} : { whom: place(move.whom) }),
    ...(move.address === undefined ? {} : { address: place(move.address) }),
  }
}

/** For people to read: `ada: invitation.invite bo as manager`. */
export function told(move: Move, names: readonly string[] = people): string {
  const { does, by, whom, address, role, status, limit, group, unproven } = move
  return [
    typeof by === 'number' ? `${names[by]}${unproven ? ' (address unproven)' : ''}:` : `${by}:`,
    does,
    ...(whom === undefined ? [] : [names[whom]]),
    ...(group ? ['the group'] : []),
    ...(address === undefined ? [] : [`to the address of ${names[address]}`]),
    ...(role === undefined ? [] : [`as ${role}`]),
    ...(status === undefined || status === 'active' ? [] : [status]),
    ...(limit === undefined ? [] : [limit ?? 'unlimited']),
  ].join(' ')
}
