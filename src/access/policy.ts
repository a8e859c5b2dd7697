/** The policy as an app holds it, and the types that carry its names. */
import type { CompiledPolicy } from './compile.js'
import type { Ownership } from './conditions.js'
import { invalidPolicy } from './invalid-policy.js'
import type { GuildhallPermission } from './permissions.js'
import type { Reach, Scope } from './scope.js'
import type { SeatPolicy } from './seats.js'

declare const names: unique symbol
/** Registered, so that a policy made by one bundle of the library is known to another. */
const compiledKey = Symbol.for('guildhall.policy')

/**
 * A policy, made by `definePolicy`: frozen, with the app's permissions `P` and its roles `R` in its type. A role of
 * another scope than the organization has it in its name there, and only there: `manager@workspace`.
 */
export interface Policy<P extends string = string, R extends string = string, C = unknown> {
  readonly [names]?: { readonly permissions: P; readonly roles: R; readonly conditions: C }
  /** The app's own permissions, as declared. */
  readonly permissions: readonly P[]
  /** Every role with what it comes to: a matrix of roles and permissions. */
  readonly roles: readonly RoleSummary[]
  readonly adminRole: string
  readonly defaultRole: string
  /**
   * A permission by its place in the policy, for questions that are asked very often: `can` takes it as it takes the name.
   * @throws GuildhallError `policy/invalid` where there is no such permission
   */
  resolve(permission: P | GuildhallPermission | ConditionedOf<P, C>): ResolvedPermission
  /** What the policy decides, without labels, in one canonical order: equal policies give equal JSON. */
  toJSON(): PolicyJson
}

/** A role as people see it. */
export interface RoleSummary {
  readonly key: string
  /** The key where the policy gives no label. */
  readonly label: string
  readonly description?: string
  readonly scope: Scope
  readonly assignable: boolean
  /** How it reaches into workspaces, where it is a role of the organization. */
  readonly reach: Reach
  readonly inherits: readonly string[]
  readonly assigns: readonly string[]
  /** All that the role holds, with what it inherits and with wildcards resolved. */
  readonly permissions: readonly string[]
}

export interface PolicyJson {
  readonly permissions: readonly string[]
  readonly adminRole: string
  readonly defaultRole: string
  readonly ownRole: 'fixed' | 'may-lower'
  readonly seats: SeatPolicy
  readonly separationOfDuty: readonly SeparationJson[]
  readonly renamed: { readonly [old: string]: string }
  readonly conditions: readonly string[]
  readonly fields: { readonly [permission: string]: readonly string[] | '*' }
  readonly roles: {
    readonly [role: string]: {
      readonly scope: Scope
      readonly assignable: boolean
      readonly reach: Reach
      readonly assigns: readonly string[]
      readonly permissions: readonly string[]
    }
  }
}

export interface SeparationJson {
  readonly name: string
  readonly roles: readonly string[]
  readonly most: number
}

/** Every question that can be put to a policy: its own permissions, bare and with a condition, and Guildhall's. */
export type PermissionOf<T> =
  T extends Policy<infer P, infer _, infer C> ? P | ConditionedOf<P, C> | GuildhallPermission : never

/** A permission with a condition: `own`, or one of the app's. */
export type ConditionedOf<P extends string, C> = `${P}:${'own' | (keyof C & string)}`

/** A permission of one policy, by its place there. Asked of another policy it is unknown, and so denied. */
export interface ResolvedPermission {
  readonly permission: string
  readonly bit: number
  /** Whose place it is. */
  readonly of: object
}

/** The attributes that a policy's conditions take, and whose a thing is. */
export type AttributesOf<T> =
  T extends Policy<string, string, infer C>
    ? unknown extends C
      ? object
      : Ownership | { [N in keyof C]: Ownership & C[N] }[keyof C]
    : never

/** The roles of one scope in a policy. */
export type RoleOf<T, S extends Scope = 'organization'> =
  T extends Policy<string, infer R, infer _> ? RolesIn<R, S> : never

type RolesIn<R extends string, S extends Scope> = R extends `${infer Name}@${infer Of}`
  ? Of extends S
    ? Name
    : never
  : 'organization' extends S
    ? R
    : string extends R
      ? R
      : never

export const withCompiled = <P extends Policy>(policy: P, compiled: CompiledPolicy): P =>
  Object.freeze(Object.defineProperty(policy, compiledKey, { value: compiled }))

/** What the rules and the evaluator work with. */
export const compiledOf = (policy: Policy): CompiledPolicy => {
  // the property is left out of the type, so that an editor does not offer it
  const { [compiledKey]: compiled } = policy as Policy & { readonly [compiledKey]?: CompiledPolicy }
  return compiled ?? invalidPolicy('policy', 'make it with `definePolicy`')
}
