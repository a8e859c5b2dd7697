/** How far it is walked, and how much there is to find: a law that refuses too much breaks none, but changes these numbers. */
import type { Scope } from './moves.js'

export interface Expectant extends Scope {
  readonly name: string
  readonly expected: { readonly states: number; readonly accepted: number; readonly depth: number }
}

/** Three people with a limit of three are the smallest scope in which every planted mistake shows. */
export const threePeople: Expectant = {
  name: 'three people, three roles, seats unlimited or from none up to three',
  people: 3,
  limits: [null, 0, 1, 2, 3],
  addresses: false,
  arrivals: ['active'],
  place: 'nothing',
  expected: { states: 3_670, accepted: 72_755, depth: 8 },
}

/** Apart, since together they multiply: whose address a member has, and in what status one comes in. */
export const twoPeople: Expectant = {
  name: 'two people who take over each other’s address, and may come in deactivated',
  people: 2,
  limits: [null, 0, 1, 2],
  addresses: true,
  arrivals: ['active', 'deactivated'],
  place: 'nothing',
  expected: { states: 448, accepted: 5_722, depth: 5 },
}

/** What has nothing to do with where somebody belongs. */
const ofTheHead = ['organization.archive', 'organization.restore', 'organization.delete', 'organization.setSeatLimit']
/** Of two people, neither finds an address that is free. */
const elsewhere = [...ofTheHead, 'member.update', 'member.transferAdmin']

/** One team, which holds a role of the organization; apart from the workspace, since no rule couples them. */
export const withTeam: Expectant = {
  name: 'two people, invited, and a team whose capacity is one or unlimited',
  people: 2,
  limits: [null],
  addresses: false,
  arrivals: ['active'],
  place: 'team',
  without: [
    ...elsewhere,
    ...['member.add', 'invitation.changeRole', 'invitation.resend'],
    ...['invitation.recordExpired', 'time.expires'],
  ],
  expected: { states: 380, accepted: 8_172, depth: 6 },
}

/** One shared workspace, and a group that may be in it. */
export const withWorkspace: Expectant = {
  name: 'two people, added, with a workspace and a group',
  people: 2,
  limits: [null],
  addresses: false,
  arrivals: ['active'],
  place: 'workspace',
  without: [
    ...elsewhere,
    ...['member.changeRole', 'invitation.invite', 'invitation.accept', 'invitation.decline', 'invitation.revoke'],
    ...['invitation.changeRole', 'invitation.resend', 'invitation.recordExpired', 'time.expires'],
  ],
  expected: { states: 1_092, accepted: 28_606, depth: 7 },
}

/** For `npm run test:deep`. */
export const deepScopes: readonly Expectant[] = [
  {
    name: 'four people, three roles, seats unlimited or from none up to four',
    people: 4,
    limits: [null, 0, 1, 2, 3, 4],
    addresses: false,
    arrivals: ['active'],
    place: 'nothing',
    expected: { states: 60_144, accepted: 1_755_161, depth: 11 },
  },
  {
    name: 'three people who take over each other’s address, and may come in deactivated',
    people: 3,
    limits: [null, 2],
    addresses: true,
    arrivals: ['active', 'deactivated'],
    place: 'nothing',
    expected: { states: 15_144, accepted: 319_382, depth: 10 },
  },
  {
    ...withTeam,
    name: 'two people and a team whose capacity is one or unlimited, by all commands',
    without: [],
    expected: { states: 1_144, accepted: 18_196, depth: 6 },
  },
  {
    ...withWorkspace,
    name: 'two people with a workspace and a group, by all commands',
    without: [],
    expected: { states: 6_792, accepted: 131_206, depth: 8 },
  },
]
