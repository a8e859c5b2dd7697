/** Reads a definition that may come from untyped code, into plain values of known shape; refuses what has another. */
import { isPlainObject } from '../input/plain-object.js'
import type { Condition } from './conditions.js'
import { invalidPolicy, list } from './invalid-policy.js'
import { isSegment } from './permissions.js'
import { type Reach, reaches, type Scope, scopes } from './scope.js'
import { type SeatPolicy, seatStatuses } from './seats.js'

/** A role as written, with defaults filled in. */
export interface DeclaredRole {
  readonly key: string
  readonly scope: Scope
  readonly assignable: boolean
  readonly reach: Reach | undefined
  readonly label: string
  readonly description: string | undefined
  readonly entries: readonly string[]
  readonly inherits: readonly string[]
  readonly assigns: readonly string[]
}

/** A separation of duty as written, with its limit filled in. */
export interface DeclaredSeparation {
  readonly name: string
  readonly roles: readonly string[]
  readonly most: number
}

export interface Declared {
  readonly permissions: readonly string[]
  readonly roles: ReadonlyMap<string, DeclaredRole>
  readonly adminRole: string | undefined
  readonly defaultRole: string | undefined
  readonly ownRole: 'fixed' | 'may-lower'
  readonly seats: SeatPolicy
  readonly separationOfDuty: readonly DeclaredSeparation[]
  /** From the stored name of a role to the one that it has now. */
  readonly renamed: ReadonlyMap<string, string>
  readonly conditions: ReadonlyMap<string, Condition>
  /** The fields that a permission shows; `*` for all. */
  readonly fields: ReadonlyMap<string, readonly string[] | '*'>
}

type Fields = { readonly [key: string]: unknown }

export const readDefinition = (definition: unknown): Declared => {
  const fields = readFields('definition', definition, definitionFields)
  const seats = readFields('seats', fields.seats ?? {}, ['statuses', 'exceptRoles'])
  const statuses = readNames('seats.statuses', seats.statuses ?? ['pending', 'active'])
  if (statuses.length === 0) invalidPolicy('seats.statuses', 'name at least one status')
  return {
    permissions: readNames('permissions', fields.permissions),
    roles: readEach('roles', fields.roles, readRole),
    adminRole: readTextIfAny('adminRole', fields.adminRole),
    defaultRole: readTextIfAny('defaultRole', fields.defaultRole),
    ownRole: readChoice('ownRole', fields.ownRole ?? 'fixed', ['fixed', 'may-lower'] as const),
    seats: {
      statuses: statuses.map((status) => readChoice('seats.statuses', status, seatStatuses)),
      exceptRoles: readNames('seats.exceptRoles', seats.exceptRoles ?? []),
    },
    separationOfDuty: readList('separationOfDuty', fields.separationOfDuty ?? []).map(readSeparation),
    renamed: readEach('renamed', fields.renamed ?? {}, readRenamed),
    conditions: readEach('conditions', fields.conditions ?? {}, readCondition),
    fields: readEach('fields', fields.fields ?? {}, readShownFields),
  }
}

/** What stands under each name of an object. */
const readEach = <T>(
  path: string,
  value: unknown,
  read: (name: string, under: unknown) => T,
): ReadonlyMap<string, T> => {
  if (!isPlainObject(value)) return invalidPolicy(path, 'must be a plain object')
  return new Map(Object.keys(value).map((name) => [name, read(name, value[name])]))
}

const readCondition = (name: string, condition: unknown): Condition => {
  if (name === 'own') return invalidPolicy('conditions.own', '`own` is built in')
  if (!isSegment(name))
    return invalidPolicy('conditions', `\`${name}\` must be of a-z and 0-9 with single \`-\` or \`_\` inside`)
  if (typeof condition !== 'function') return invalidPolicy(`conditions.${name}`, 'must be a function')
  // What it takes and answers cannot be seen from outside: whatever it answers but `true` is a no.
  return condition as Condition
}

const readShownFields = (permission: string, shown: unknown): readonly string[] | '*' =>
  shown === '*' ? shown : readNames(`fields.${permission}`, shown)

const readSeparation = (separation: unknown, at: number): DeclaredSeparation => {
  const path = `separationOfDuty[${at}]`
  const fields = readFields(path, separation, ['name', 'roles', 'most'])
  const { most = 1 } = fields
  if (typeof most !== 'number' || !Number.isSafeInteger(most) || most < 1)
    return invalidPolicy(`${path}.most`, 'must be a whole number from 1')
  return { name: readText(`${path}.name`, fields.name), roles: readNames(`${path}.roles`, fields.roles), most }
}

const readRenamed = (old: string, name: unknown): string => readText(`renamed.${checkRoleName('renamed', old)}`, name)

const definitionFields = [
  'permissions',
  'roles',
  'adminRole',
  'defaultRole',
  'ownRole',
  'seats',
  'separationOfDuty',
  'renamed',
  'conditions',
  'fields',
]
const roleFields = ['permissions', 'inherits', 'assigns', 'assignable', 'scope', 'reach', 'label', 'description']

const readRole = (key: string, role: unknown): DeclaredRole => {
  const path = `roles.${checkRoleName('roles', key)}`
  const fields = readFields(path, role, roleFields)
  const assignable = fields.assignable ?? true
  if (typeof assignable !== 'boolean') invalidPolicy(`${path}.assignable`, 'must be true or false')
  return {
    key,
    scope: readChoice(`${path}.scope`, fields.scope ?? 'organization', scopes),
    assignable,
    reach: fields.reach === undefined ? undefined : readChoice(`${path}.reach`, fields.reach, reaches),
    label: readText(`${path}.label`, fields.label ?? key),
    description: readTextIfAny(`${path}.description`, fields.description),
    entries: readNames(`${path}.permissions`, fields.permissions ?? []),
    inherits: readNames(`${path}.inherits`, fields.inherits ?? []),
    assigns: readNames(`${path}.assigns`, fields.assigns ?? []),
  }
}

const roleName = /^[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/

/**
 * Role names are keys of stored objects (`counts[role]`), so those of `Object.prototype` are refused; `role_` begins
 * the ids of roles that an organization makes itself.
 */
const checkRoleName = (path: string, name: string): string => {
  if (name.length > 64 || !roleName.test(name)) {
    return invalidPolicy(path, `\`${name}\` must be letters and digits, with single \`-\` or \`_\` inside, at most 64`)
  }
  if (name in Object.prototype) return invalidPolicy(path, `\`${name}\` is the name of a property of every object`)
  if (name.startsWith('role_'))
    return invalidPolicy(path, `\`${name}\` begins with \`role_\`, like the ids of custom roles`)
  return name
}

const readFields = (path: string, value: unknown, known: readonly string[]): Fields => {
  if (!isPlainObject(value)) return invalidPolicy(path, 'must be a plain object')
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) invalidPolicy(path, `has no field \`${key}\`; the fields are ${list(known)}`)
  }
  return value
}

const readList = (path: string, value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : invalidPolicy(path, 'must be an array')

const readNames = (path: string, value: unknown): readonly string[] => {
  if (!Array.isArray(value) || !value.every(isText)) return invalidPolicy(path, 'must be an array of names')
  const names = new Set<string>()
  for (const name of value) {
    if (names.has(name)) return invalidPolicy(path, `names \`${name}\` twice`)
    names.add(name)
  }
  return [...names]
}

const isText = (value: unknown): value is string => typeof value === 'string'

const readText = (path: string, value: unknown): string =>
  isText(value) ? value : invalidPolicy(path, 'must be a string')

const readTextIfAny = (path: string, value: unknown): string | undefined =>
  value === undefined ? undefined : readText(path, value)

const readChoice = <T extends string>(path: string, value: unknown, choices: readonly T[]): T =>
  choices.find((choice) => choice === value) ?? invalidPolicy(path, `must be one of ${list(choices)}`)
