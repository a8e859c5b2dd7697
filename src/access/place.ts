/** Where a question is asked, and about what. */
import type { AccessFacts, ResourceFacts } from './facts.js'
import type { Located } from './holdings.js'

/** A resource as the app names it. */
export interface ResourceRef {
  readonly type: string
  readonly key: string
}

/** One scope: a workspace or a team by its id, a resource by its id or as the app names it. */
export type Place =
  | { readonly organization: true }
  | { readonly workspace: string }
  | { readonly team: string }
  | { readonly resource: string | ResourceRef }

/**
 * A scope, the organization where none is named, and the attributes of the thing that is asked about, which conditions are
 * judged by. Where a resource is named and no attributes are, the thing is the resource itself, and its owner is known.
 */
export type Asked<A extends object = object> = (Place & { readonly on?: A }) | { readonly on: A }

type Kind = 'organization' | 'workspace' | 'team' | 'resource'

/**
 * Which scope is named: `organization` where there is none but there are attributes; undefined where several are, or
 * something is that Guildhall does not know, since what was meant cannot be told then. Allocates nothing.
 */
export const kindOf = (asked: unknown): Kind | undefined => {
  // so may untyped code ask
  if (typeof asked !== 'object' || asked === null) return undefined
  let found: Kind | undefined
  let about = false
  for (const key in asked) {
    switch (key) {
      case 'organization':
      case 'workspace':
      case 'team':
      case 'resource':
        if (found !== undefined) return undefined
        found = key
        break
      case 'on':
        about = true
        break
      default:
        return undefined
    }
  }
  return found ?? (about ? 'organization' : undefined)
}

export const isRef = (name: unknown): name is ResourceRef =>
  typeof name === 'object' && name !== null && 'type' in name && 'key' in name

/** Where a scope is among the facts: what is not there was not loaded. */
export const locate = (facts: AccessFacts, asked: object): Located | undefined => {
  const kind = kindOf(asked)
  const name: unknown = kind && Reflect.get(asked, kind)
  if (kind === 'organization') return name === true || name === undefined ? { kind } : undefined
  if (kind === 'team') {
    const team = byId(facts.teams, name)
    return team && { kind, team }
  }
  if (kind === 'workspace') {
    const workspace = byId(facts.workspaces, name)
    return workspace && { kind, workspace }
  }
  if (kind === undefined) return undefined
  const resource = isRef(name)
    ? facts.resources.find(({ type, key }) => type === name.type && key === name.key)
    : byId(facts.resources, name)
  if (resource?.workspaceId === undefined) return resource && { kind, resource }
  // INVARIANT: a resource whose workspace is not known is not known either: its holder may have lost the way to it.
  const workspace = byId(facts.workspaces, resource.workspaceId)
  return workspace && { kind, resource, workspace }
}

const byId = <T extends { readonly id: string }>(records: readonly T[], name: unknown): T | undefined =>
  records.find(({ id }) => id === name)

/** What conditions are judged by: attributes of the app's, or a resource. */
export type Thing = { readonly attributes: object } | { readonly resource: ResourceFacts }

/** Whether a thing is asked about, and not what may be done in a scope as such. */
export const isAboutThing = (asked: object | undefined, at: Located): boolean =>
  asked !== undefined && ('on' in asked || at.kind === 'resource')

/** INVARIANT: attributes that were to be passed and are not there are none, never those of something else. */
export const thingOf = (asked: object | undefined, at: Located): Thing => {
  if (asked !== undefined && 'on' in asked) {
    const { on } = asked
    return { attributes: typeof on === 'object' && on !== null ? on : {} }
  }
  return at.kind === 'resource' ? { resource: at.resource } : { attributes: {} }
}
