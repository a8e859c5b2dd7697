/** Where tests of teams and groups take place. */
import { definePolicy, type Guildhall } from 'guildhall'
import { given, type People, type Scene } from '../support/given.js'

export const teamPolicy = definePolicy({
  permissions: ['doc:read', 'doc:write', 'doc:delete'],
  roles: {
    viewer: { permissions: ['doc:read'] },
    editor: { inherits: ['viewer'], permissions: ['doc:write'] },
    /** Looks after teams and groups, and writes nothing themselves. */
    steward: {
      inherits: ['viewer'],
      permissions: [
        'team:create',
        'team:read',
        'team:update',
        'team:delete',
        'team:add-member',
        'team:remove-member',
        'team:update-role',
        'group:create',
        'group:read',
        'group:update',
        'group:delete',
        'group:add-member',
        'group:remove-member',
      ],
    },
    admin: { permissions: ['*'] },
    /** Looks after a team of theirs. */
    maintainer: {
      scope: 'team',
      inherits: ['player'],
      permissions: [
        'team:create',
        'team:update',
        'team:delete',
        'team:add-member',
        'team:remove-member',
        'team:update-role',
      ],
    },
    player: { scope: 'team', permissions: ['team:read'] },
    later: { scope: 'team', assignable: false },
    lead: { scope: 'workspace', permissions: ['doc:write'] },
  },
})

export type TeamPolicy = typeof teamPolicy
export type TeamScene = Scene<TeamPolicy>

const people = {
  ada: 'admin',
  sue: 'steward',
  mia: 'viewer',
  bo: 'viewer',
  pia: { role: 'viewer', status: 'pending' },
  di: { role: 'viewer', status: 'deactivated' },
} as const satisfies People<TeamPolicy>

/** Ada administers, Sue looks after teams and groups; Mia and Bo are viewers, Pia has not accepted yet, Di is deactivated. */
export function givenTeams(): Promise<TeamScene> {
  return given(teamPolicy, people)
}

/** A team by the system's hand; answers its id. */
export async function team(
  acme: TeamScene,
  facts: Partial<Parameters<Guildhall<TeamPolicy>['teams']['create']>[0]> = {},
): Promise<string> {
  const { id } = await acme.hall.teams.create({ ...acme.system, name: 'Forge', ...facts })
  return id
}

/** A chain of teams, each below the one before. */
export async function chain(acme: TeamScene, length: number): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < length; at++) {
    const parentId = ids.at(-1)
    ids.push(await team(acme, { name: `Level ${at + 1}`, ...(parentId !== undefined && { parentId }) }))
  }
  return ids
}

/** The people of these names into a team, by the system's hand. */
export async function join(acme: TeamScene, teamId: string, names: readonly string[], role?: 'maintainer' | 'player') {
  const memberIds = names.map((name) => acme.id(name))
  const { memberships } = await acme.hall.teams.addMembers({ ...acme.system, teamId, memberIds, ...(role && { role }) })
  return memberships
}

export function teamNow(acme: TeamScene, teamId: string) {
  return acme.hall.teams.get({ ...acme.system, teamId })
}

/** Who is in a team, by name, with the role there. */
export async function playersOf(acme: TeamScene, teamId: string): Promise<(string | undefined)[]> {
  const { items } = await acme.hall.teams.members({ ...acme.system, teamId })
  return items.map(
    ({ member, membership }) => `${member.email?.split('@')[0]}${membership.role ? ` ${membership.role}` : ''}`,
  )
}
