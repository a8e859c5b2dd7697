/**
 * A second evaluator, written from docs/policy.md alone: strings, recursion and no tables, without a line of the library's.
 * Slow on purpose; what the two disagree on is a bug in one of them, or in the docs.
 */

export interface WrittenRole {
  readonly permissions: readonly string[]
  readonly inherits: readonly string[]
  readonly scope: string
  readonly reach?: string | undefined
}

export type Predicate = (attributes: { readonly [name: string]: unknown }) => unknown

export interface WrittenPolicy {
  readonly permissions: readonly string[]
  /** The role `admin` is the admin role. */
  readonly roles: { readonly [name: string]: WrittenRole }
  readonly conditions: { readonly [name: string]: Predicate }
  readonly renamed: { readonly [old: string]: string }
}

/** What is true of one member, in the words of the docs. */
export interface World {
  readonly organizationId: string
  readonly organizationStatus: string
  readonly userId: string
  readonly memberId?: string | undefined
  readonly role?: string | undefined
  readonly status?: string | undefined
  readonly permissions?: readonly string[] | undefined
  readonly roles: readonly { readonly id: string; readonly scope: string; readonly permissions: readonly string[] }[]
  readonly teams: readonly {
    readonly id: string
    readonly ancestors: readonly string[]
    readonly belongs: boolean
    readonly role?: string | undefined
  }[]
  readonly groups: readonly string[]
  readonly workspaces: readonly {
    readonly id: string
    readonly memberships: readonly { readonly role?: string | undefined; readonly groupId?: string | undefined }[]
  }[]
  readonly resources: readonly {
    readonly id: string
    readonly type: string
    readonly key: string
    readonly workspaceId?: string | undefined
    readonly ownerId?: string | undefined
  }[]
  readonly assignments: readonly {
    readonly principalKind: string
    readonly principalId: string
    readonly role: string
    readonly scopeId: string
    readonly startsAt?: number | undefined
    readonly expiresAt?: number | undefined
  }[]
}

/** Where a question is asked, as one key and its value, and what about. */
export interface NaiveQuestion {
  readonly permission: string
  readonly asked?: { readonly [key: string]: unknown } | undefined
}

interface RoleHeld {
  readonly name: string
  readonly scope: string
  readonly reach: string
  holds(permission: string): boolean
}

/** `guildhall`: the names of Guildhall's own permissions. */
export const naively =
  (guildhall: readonly string[]) =>
  (policy: WrittenPolicy, world: World, { permission, asked }: NaiveQuestion, now: number): boolean => {
    const roleNamed = (stored: string): RoleHeld | undefined => {
      const name = Object.hasOwn(policy.renamed, stored) ? String(policy.renamed[stored]) : stored
      const written = Object.hasOwn(policy.roles, name) ? policy.roles[name] : undefined
      if (written !== undefined) {
        const reach = written.reach ?? (name === 'admin' ? 'always' : 'unless-assigned')
        return { name, scope: written.scope, reach, holds: (asked) => policyRoleHolds(name, asked) }
      }
      const custom = world.roles.find(({ id }) => id === name)
      if (custom === undefined) return undefined
      const { scope, permissions } = custom
      return {
        name,
        scope,
        reach: 'unless-assigned',
        holds: (asked) => permissions.some((entry) => covers(entry, asked)),
      }
    }

    const bareOf = (name: string): string => name.split(':').slice(0, 2).join(':')
    const conditions = ['own', ...Object.keys(policy.conditions)]
    const exists = (name: string): boolean =>
      guildhall.includes(name) ||
      policy.permissions.some((app) => name === app || conditions.some((condition) => name === `${app}:${condition}`))

    /** A name covers itself, and bare it covers every condition. */
    const covers = (entry: string, asked: string): boolean =>
      exists(asked) && (entry === asked || entry === bareOf(asked))

    const policyRoleHolds = (name: string, asked: string): boolean => {
      const role = policy.roles[name]
      if (role === undefined || !exists(asked)) return false
      if (guildhall.includes(asked)) {
        if (name === 'admin') return true
        if (role.scope === 'organization' && ['organization:read', 'member:read'].includes(asked)) return true
      } else if (role.permissions.includes('*') || role.permissions.includes(`${asked.split(':')[0]}:*`)) return true
      return (
        role.permissions.some((entry) => covers(entry, asked)) ||
        role.inherits.some((one) => policyRoleHolds(one, asked))
      )
    }

    const inForce = ({ startsAt, expiresAt }: World['assignments'][number]): boolean =>
      (startsAt === undefined || now >= startsAt) && (expiresAt === undefined || now < expiresAt)

    const assignedOn = (scopeId: string, scope: string, who: (kind: string) => boolean = () => true): RoleHeld[] =>
      world.assignments
        .filter((assignment) => assignment.scopeId === scopeId && inForce(assignment) && who(assignment.principalKind))
        .flatMap(({ role }) => ofScope(role, scope))

    const ofScope = (name: string | undefined, scope: string): RoleHeld[] => {
      const role = name === undefined ? undefined : roleNamed(name)
      return role?.scope === scope ? [role] : []
    }

    interface Counts {
      readonly roles: readonly RoleHeld[]
      readonly direct: boolean
    }

    const inOrganization = (): Counts => ({
      roles: [...ofScope(world.role, 'organization'), ...assignedOn(world.organizationId, 'organization')],
      direct: true,
    })

    const inTeam = (team: World['teams'][number]): Counts => ({
      roles: [...inOrganization().roles, ...ofScope(team.role, 'team'), ...assignedOn(team.id, 'team')],
      direct: true,
    })

    const inWorkspace = ({ id, memberships }: World['workspaces'][number]): Counts => {
      const isIn = memberships.length > 0
      const given = memberships.flatMap(({ role }) => ofScope(role, 'workspace'))
      const giving = assignedOn(id, 'workspace', (kind) => kind === 'member' || kind === 'group')
      const isGiven = given.length + giving.length > 0
      const reaching = inOrganization().roles.filter(
        ({ reach }) => reach === 'always' || (reach === 'unless-assigned' && isIn && !isGiven),
      )
      return { roles: [...reaching, ...given, ...assignedOn(id, 'workspace')], direct: isIn }
    }

    const onResource = ({ id, workspaceId }: World['resources'][number]): Counts | undefined => {
      if (workspaceId === undefined) {
        const { roles, direct } = inOrganization()
        return {
          roles: [...roles, ...assignedOn(id, 'resource'), ...assignedOn(world.organizationId, 'resource')],
          direct,
        }
      }
      const workspace = world.workspaces.find((one) => one.id === workspaceId)
      if (workspace === undefined) return undefined
      const { roles, direct } = inWorkspace(workspace)
      if (roles.length === 0 && workspace.memberships.length === 0) return { roles, direct }
      const on = [id, workspaceId, world.organizationId].flatMap((scopeId) => assignedOn(scopeId, 'resource'))
      return { roles: [...roles, ...on], direct }
    }

    const resourceNamed = (named: unknown) =>
      typeof named === 'string'
        ? world.resources.find(({ id }) => id === named)
        : world.resources.find(
            ({ type, key }) =>
              type === (named as { type?: unknown } | null)?.type && key === (named as { key?: unknown } | null)?.key,
          )

    const find = ():
      | { counts: Counts; thing?: { readonly [name: string]: unknown }; isResource?: true }
      | undefined => {
      if (asked === undefined) return { counts: inOrganization() }
      const keys = Object.keys(asked)
      const scopes = keys.filter((key) => key !== 'on')
      if (scopes.length > 1 || keys.length === 0) return undefined
      const about = (counts: Counts | undefined, resource?: World['resources'][number]) => {
        if (counts === undefined) return undefined
        if ('on' in asked) return { counts, thing: Object(asked.on ?? {}) as { readonly [name: string]: unknown } }
        return resource === undefined
          ? { counts }
          : { counts, thing: { ownerId: resource.ownerId }, isResource: true as const }
      }
      const [scope = 'organization'] = scopes
      const named = asked[scope]
      if (scope === 'organization') return named === undefined || named === true ? about(inOrganization()) : undefined
      if (scope === 'team') {
        const team = world.teams.find(({ id }) => id === named)
        return team && about(inTeam(team))
      }
      if (scope === 'workspace') {
        const workspace = world.workspaces.find(({ id }) => id === named)
        return workspace && about(inWorkspace(workspace))
      }
      const resource = scope === 'resource' ? resourceNamed(named) : undefined
      return resource && about(onResource(resource), resource)
    }

    const meets = (thing: { readonly [name: string]: unknown }, isResource: boolean, condition: string): boolean => {
      if (condition === 'own') {
        const { ownerId, ownerUserId } = thing
        if (ownerId === undefined && ownerUserId === undefined) return false
        return (
          (ownerId === undefined || ownerId === world.memberId) &&
          (ownerUserId === undefined || ownerUserId === world.userId)
        )
      }
      if (isResource) return false
      try {
        return policy.conditions[condition]?.(thing) === true
      } catch {
        return false
      }
    }

    if (world.organizationStatus === 'deleted' || world.status !== 'active') return false
    if (ofScope(world.role, 'organization').length === 0) return false
    if (!exists(permission)) return false
    const found = find()
    if (found === undefined) return false
    const held = (name: string): boolean =>
      found.counts.roles.some((role) => role.holds(name)) ||
      (found.counts.direct && (world.permissions ?? []).some((entry) => covers(entry, name)))
    const { thing } = found
    if (thing === undefined) return held(permission)
    const bare = bareOf(permission)
    if (held(bare)) return true
    const [, , named] = permission.split(':')
    return conditions
      .filter((condition) => named === undefined || condition === named)
      .some((condition) => held(`${bare}:${condition}`) && meets(thing, found.isResource === true, condition))
  }
