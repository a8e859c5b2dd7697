/** What somebody may do with a repository, and by which ways they come to it. */
import type { Access, Explanation, GrantPath, LookedAt, Organization } from 'guildhall'
import { userIdOf } from './github-logins.js'
import { type Hall, type Level, levels, policy, repositoryPermissions, roleOf } from './policy.js'
import { entitiesOf, repository } from './present.js'
import { DemoError, quoted } from './problems.js'

export interface Question {
  /** A user id, an address or a GitHub login. */
  readonly user: string
  readonly resource: string
}

/** Plain JSON, like the answers in it. */
export interface Explained {
  readonly organization: string
  readonly user: string
  readonly resource: string
  /** The highest level of which nothing is missing; absent where there is none. */
  readonly level?: Level
  readonly answers: readonly Explanation[]
  /** Names of what the answers refer to by id. */
  readonly names: { readonly [id: string]: string }
}

/**
 * One answer for every organization that has the repository and the member.
 * @throws DemoError where none has
 */
export async function explainAccess(
  hall: Hall,
  organizations: readonly Organization[],
  question: Question,
): Promise<readonly Explained[]> {
  const key = question.resource.toLowerCase()
  const explained: Explained[] = []
  let known = false
  for (const organization of organizations) {
    const { people, teams, resources } = await entitiesOf(hall, organization.id)
    const resource = resources.get(key)
    known ||= resource !== undefined
    const member =
      people.get(question.user) ?? people.get(question.user.toLowerCase()) ?? people.get(userIdOf(question.user))
    if (resource === undefined || member?.userId === undefined) continue
    const here = { organizationId: organization.id, userId: member.userId }
    const access = await hall.access({ ...here, resources: [{ type: repository, key }] })
    const answered = answersOn(access, key)
    const names = namesIn(answered.answers, [organization, resource, ...teams.values()])
    const about = {
      organization: organization.name,
      user: member.name ?? question.user,
      resource: resource.name ?? key,
    }
    explained.push({ ...about, ...answered, names })
  }
  if (explained.length > 0) return explained
  const nobody = `${quoted(question.user)} is no member of an organization with the repository ${quoted(question.resource)}`
  throw new DemoError(`--explain: ${known ? nobody : `there is no repository ${quoted(question.resource)}`}`)
}

export function answersOn(access: Access<typeof policy>, key: string): Pick<Explained, 'level' | 'answers'> {
  const on = { resource: { type: repository, key } }
  const level = levels.findLast((one) => access.canAll(permissionsOf(one), on))
  const answers = repositoryPermissions.map((permission) => access.explain(permission, on))
  return { ...(level === undefined ? {} : { level }), answers }
}

/** The same for a machine: which permissions are held and by which ways, and why the others are not. */
export const inShort = ({ answers, ...rest }: Explained) => ({
  ...rest,
  answers: answers.map((answer) => {
    const { permission, decision } = answer
    return {
      permission,
      decision,
      ...(answer.decision === 'allowed' ? { via: answer.via } : { reasons: answer.reasons }),
    }
  }),
})

type Way = GrantPath | LookedAt

interface Named {
  readonly id: string
  readonly name?: string
}

/** The names of what some answers refer to. */
export function namesIn(answers: readonly Explanation[], things: readonly Named[]): Explained['names'] {
  const ways = answers.flatMap((answer): readonly Way[] =>
    answer.decision === 'allowed' ? answer.via : answer.lookedAt,
  )
  const ids = new Set(ways.flatMap(({ held }): unknown[] => Object.values(held)))
  return Object.fromEntries(things.flatMap(({ id, name }) => (ids.has(id) && name !== undefined ? [[id, name]] : [])))
}

/** What a level allows, as the policy has it. */
function permissionsOf(level: Level) {
  const held = policy.roles.find(({ key }) => key === roleOf(level))?.permissions ?? []
  return repositoryPermissions.filter((permission) => held.includes(permission))
}
