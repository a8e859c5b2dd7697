/** Races about custom roles: one is deleted while it is given, and many of one name are made. */
import type { CustomRoleId } from 'guildhall'
import { counted, equal, oneOf, type Scenario, several } from './scenario.js'
import type { Shot } from './shot.js'
import { enrol, type Founded, found, type Hall, judge, single, userOf } from './stage.js'

type Giving = (founded: Founded, role: CustomRoleId, memberId: string, tag: string) => Shot

/** The ways to give a role of the organization. */
const givings: { readonly [name: string]: Giving } = {
  'changed to': ({ organizationId, ada }, role, memberId) => ({
    do: 'members.changeRole',
    input: { organizationId, actor: ada, memberId, role },
  }),
  'assigned with': ({ organizationId, ada }, role, memberId) => ({
    do: 'assignments.assign',
    input: { organizationId, actor: ada, principals: [{ memberId }], role },
  }),
  'added with': ({ organizationId, ada }, role, _, tag) => ({
    do: 'members.add',
    input: { organizationId, actor: ada, userId: userOf('cy', tag).userId, role },
  }),
  'invited with': ({ organizationId, ada }, role, _, tag) => ({
    do: 'invitations.invite',
    input: { organizationId, actor: ada, emails: userOf('guest', tag).email, role },
  }),
}
const ways = Object.keys(givings)

/** How many hold a role, by their own or by an assignment. */
async function holdersOf(hall: Hall, organizationId: string, role: CustomRoleId): Promise<number> {
  const [own, assigned] = await Promise.all([
    hall.members.list({ organizationId, actor: judge, role: [role], status: ['pending', 'active'] }),
    hall.assignments.list({ organizationId, actor: judge, role: [role] }),
  ])
  return own.items.length + assigned.items.length
}

/** The role is deleted, and its holders moved to another where one is named, while it is given in one of the ways. */
function deletedWhileGiven(name: string, replaceWith?: 'viewer'): Scenario {
  return {
    name,
    policy: 'usual',
    async prepare({ hall, tag, trial }) {
      const founded = await found(hall, tag)
      const { organizationId, ada } = founded
      const place = { organizationId, actor: ada }
      const memberId = single(await enrol(hall, organizationId, [{ user: userOf('bo', tag), role: 'manager' }]))
      const { id: roleId } = await hall.roles.create({ ...place, name: 'Short-lived', permissions: ['model:read'] })
      const way = ways[trial % ways.length] ?? ''
      const given = givings[way]?.(founded, roleId, memberId, tag)
      if (given === undefined) throw new Error('no way to give a role')
      const replacement = replaceWith === undefined ? {} : { replaceWith }
      const yes = given.do === 'invitations.invite' ? 'invited' : 'ok'
      return {
        organizations: [organizationId],
        shots: [{ do: 'roles.delete', input: { ...place, roleId, ...replacement } }, given],
        // where it stays, the counts by role name it by its own id
        ...(replaceWith === undefined ? {} : { variant: way }),
        async judge(outcomes) {
          const [deleted] = outcomes
          const holders = await holdersOf(hall, organizationId, roleId)
          const before = replaceWith === undefined ? 'role/in-use' : 'ok'
          return [
            ...oneOf(outcomes, ['ok', 'role/unknown'], [before, yes]),
            ...equal('who holds the role', holders, deleted?.said === 'role/in-use' ? 1 : 0),
          ]
        },
      }
    },
  }
}

export const roleWhileGiven: readonly Scenario[] = [
  deletedWhileGiven('a custom role that is deleted while it is given is held by nobody, or stays'),
  deletedWhileGiven('a custom role that is replaced while it is given is held by nobody', 'viewer'),
]

export const nameOfRole: Scenario = {
  name: 'n custom roles of one name, however written, make one',
  policy: 'usual',
  async prepare({ hall, tag, contenders: n }) {
    const { organizationId, ada } = await found(hall, tag)
    const written = ['Reviewer', 'reviewer', 'REVIEWER']
    return {
      organizations: [organizationId],
      shots: several(n, (at) => ({
        do: 'roles.create',
        input: { organizationId, actor: ada, name: written[at % written.length] ?? '', permissions: ['model:read'] },
      })),
      async judge(outcomes) {
        const { items } = await hall.roles.list({ organizationId, actor: judge })
        return [...counted(outcomes, { ok: 1, 'role/name-taken': n - 1 }), ...equal('custom roles', items.length, 1)]
      },
    }
  },
}
