/** Random steps: any command by anybody, and time that passes. Targets are ordinals, so that a shorter walk still means something. */
import fc from 'fast-check'
import type { Actor } from '../../../src/index.js'
import { type Fields, given, modelCommands } from './model-steps.js'
import { resolved } from './ordinals.js'
import { storedOf } from './stored.js'
import { actorOf, addressOf, day, type Setting, userCount, type World } from './world.js'

/** One command, before anybody knows what its ordinals stand for. */
export interface Step {
  /** Where the hall has it, for example `members.changeRole`; or `time`. */
  readonly command: string
  /** 0 to 5: a user; 6: the system. */
  readonly by: number
  /** Which member, invitation or token it is about; the last but one stands for a foreign one, the last for none at all. */
  readonly target?: number
  /** The rest of the input. */
  readonly input?: { readonly [field: string]: unknown }
  /** Milliseconds that pass. */
  readonly pass?: number
}

const users = fc.nat({ max: userCount - 1 })
/** Mostly the first admin and the system, so that much is accepted; anybody else too, outsiders among them. */
const by = fc.oneof(
  { weight: 10, arbitrary: fc.constant(0) },
  { weight: 8, arbitrary: fc.constant(userCount) },
  { weight: 6, arbitrary: users },
)
const target = fc.nat({ max: 11 })
const role = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('admin', 'manager', 'viewer', 'guest') },
  { weight: 1, arbitrary: fc.constantFrom('labeler', 'promised', 'wizard', '__proto__') },
)
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const status = optional(fc.constantFrom('active', 'deactivated'))
const reason = optional(fc.constantFrom('because', 'asked for'))
const text = fc.constantFrom('Bo', 'Cy', 'Ÿ', 'Sales')

function step(command: string, fields: Fields = {}, aimed: fc.Arbitrary<number> | undefined = undefined) {
  const shape = {
    command: fc.constant(command),
    by,
    ...(aimed === undefined ? {} : { target: aimed }),
    input: fc.record({ ...fields, reason }).map(given),
  }
  return fc.record(shape) as fc.Arbitrary<Step>
}

const address = users.map(addressOf)
const emails = fc.oneof(
  { weight: 4, arbitrary: fc.array(address, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(['no address', 'u5@acme.test'], 'U1@ACME.test; u2@acme.test') },
  {
    weight: 1,
    arbitrary: fc.record({ email: address, name: text, role }, { noNullPrototype: true }).map((invitee) => [invitee]),
  },
)

const settings = fc.record({
  defaultRole: optional(fc.constantFrom('viewer', 'guest', 'manager')),
  invitationLifetimeDays: optional(fc.constantFrom(1, 30)),
})

/** Commands that name their organization; these can be part of a batch too. */
export const namedSteps: readonly fc.WeightedArbitrary<Step>[] = [
  {
    weight: 2,
    arbitrary: step('organizations.update', {
      name: optional(text),
      slug: optional(fc.constantFrom('acme', 'acme-2', 'acme-3')),
      settings: optional(settings.map(given)),
      metadata: optional(fc.constantFrom({}, { plan: 'gold' })),
    }),
  },
  {
    weight: 3,
    arbitrary: step('organizations.setSeatLimit', { seatLimit: fc.option(fc.nat({ max: 6 }), { nil: null }) }),
  },
  { weight: 1, arbitrary: step('organizations.archive') },
  { weight: 2, arbitrary: step('organizations.restore') },
  {
    weight: 6,
    arbitrary: fc
      .tuple(users, fc.boolean(), step('members.add', { role: optional(role), status, name: optional(text) }))
      .map(([user, addressed, { input, ...rest }]) => ({
        ...rest,
        input: { ...input, userId: `u${user}`, ...(addressed ? { email: addressOf(user) } : {}) },
      })),
  },
  {
    weight: 3,
    arbitrary: step(
      'members.update',
      { name: fc.option(text, { nil: null }), email: optional(fc.option(address, { nil: null })) },
      target,
    ),
  },
  { weight: 7, arbitrary: step('members.changeRole', { role }, target) },
  { weight: 6, arbitrary: step('members.deactivate', {}, target) },
  { weight: 5, arbitrary: step('members.reactivate', {}, target) },
  { weight: 4, arbitrary: step('members.remove', {}, target) },
  { weight: 2, arbitrary: step('members.leave') },
  { weight: 2, arbitrary: step('members.transferAdmin', { role: optional(role) }, target) },
  {
    weight: 8,
    arbitrary: step('invitations.invite', {
      emails,
      role: optional(role),
      message: optional(fc.constant('welcome')),
      statusOnAcceptance: status,
    }),
  },
  { weight: 3, arbitrary: step('invitations.resend', {}, target) },
  { weight: 2, arbitrary: step('invitations.changeRole', { role }, target) },
  { weight: 2, arbitrary: step('invitations.revoke', {}, target) },
  ...modelCommands.map(([command, weight, fields]) => ({ weight, arbitrary: step(command, fields) })),
]

const byToken: readonly fc.WeightedArbitrary<Step>[] = [
  {
    weight: 9,
    // mostly the invitee, or else the tokens would hardly ever be good
    arbitrary: fc.record({
      command: fc.constant('invitations.accept'),
      by: fc.oneof(fc.constant(-1), users),
      target,
      input: fc.constantFrom({}, {}, { allowUnverifiedEmail: true }),
    }),
  },
  { weight: 2, arbitrary: step('invitations.decline', {}, target) },
]

const time: fc.WeightedArbitrary<Step> = {
  weight: 4,
  arbitrary: fc.record({
    command: fc.constant('time'),
    by: fc.constant(userCount),
    pass: fc.constantFrom(1, 60_000, day, 8 * day),
  }),
}

const deletion = step('organizations.delete')

const everything = fc.oneof(...namedSteps, ...byToken, time)
/** Deletion ends a walk, so it comes seldom. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 300, arbitrary: everything },
  { weight: 1, arbitrary: deletion },
)
/** A command that names its organization. */
export const namedStep: fc.Arbitrary<Step> = fc.oneof(...namedSteps)

export const steps = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(anyStep, { minLength: 1, maxLength, size: 'max' })

export const anySetting: fc.Arbitrary<Setting> = fc.record({
  policy: fc.nat({ max: 3 }),
  seatLimit: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  staffed: fc.oneof(fc.constant(true), fc.boolean()),
  furnished: fc.boolean(),
})

/** A walk: a world to begin with, and what then happens in it. */
export const walks = (maxLength: number) => fc.tuple(anySetting, steps(maxLength))

// ------------------------------------------------------------------------------------------------------------ meaning

/** What a step means in a world as it is: the command, and an input that a caller could send. */
export interface Call {
  readonly command: string
  readonly input: { readonly [field: string]: unknown }
}

/** The name by which the history, plans and batches know a command. */
export function historyName(command: string): string {
  return command.replace(/^(\w+)s\./, '$1.')
}

export function callOf(world: World, { command, by, target = 0, input = {} }: Step): Call {
  if (command === 'invitations.accept' || command === 'invitations.decline') {
    const { reason: _, ...rest } = input
    const said = command === 'invitations.decline' ? input : rest
    const token = tokenAt(world, target)
    return { command, input: { ...said, token, actor: by < 0 ? inviteeOf(world, target) : actorOf(by) } }
  }
  const around = { organizationId: world.organizationId, actor: actorOf(by) }
  return { command, input: { ...around, ...named(world, input), ...aim(world, command, target) } }
}

/** The input with ids for ordinals, and what was chosen together spread. */
function named(world: World, { together, ...input }: { readonly [field: string]: unknown }): object {
  const spread = typeof together === 'object' && together !== null ? together : {}
  // An object is resolved to an object.
  return resolved({ ...input, ...spread }, storedOf(world)) as object
}

/** The field that says which record a command is about. */
function aim(world: World, command: string, target: number): object {
  const { members, invitations } = storedOf(world)
  if (/^invitations\.(resend|changeRole|revoke)$/.test(command))
    return { invitationId: pick(invitations, 'pending', [world.foreign.invitationId, 'inv_none'], target) }
  const wanted = {
    'members.update': undefined,
    'members.changeRole': undefined,
    'members.remove': undefined,
    'members.deactivate': 'active',
    'members.transferAdmin': 'active',
    'members.reactivate': 'deactivated',
  }
  if (!Object.hasOwn(wanted, command)) return {}
  const status = wanted[command as keyof typeof wanted]
  return { memberId: pick(members, status, [world.foreign.memberId, 'mem_none'], target) }
}

/** Ordinals 0 to 6 are records that the command is for, as long as there are any; up to 9 any; then foreign and none. */
function pick(
  records: readonly { readonly id: string; readonly status: string }[],
  wanted: string | undefined,
  others: readonly [foreign: string, none: string],
  target: number,
): string {
  const fitting = target > 6 ? [] : records.filter(({ status }) => status === (wanted ?? status))
  const among = fitting.length > 0 ? fitting : records
  const found = target > 9 ? undefined : among[target % Math.max(1, among.length)]
  return found?.id ?? others[target % 2] ?? ''
}

/** The newest token first: it is likely to be good. */
function tokenAt({ tokens, organizationId }: World, target: number): string {
  if (target === 11) return `${organizationId}.nothing-that-anybody-issued`
  return tokens[tokens.length - 1 - (target % tokens.length)] ?? ''
}

function inviteeOf(world: World, target: number): object {
  const secret = tokenAt(world, target).split('.')[1] ?? ''
  const address = world.addresses.get(secret) ?? addressOf(0)
  return { userId: address.split('@')[0], email: address, emailVerified: true }
}

// -------------------------------------------------------------------------------------------------------------- batches

/** Batches: what somebody sends as one, once there is a world to send it in. */
export const batches = (maxLength: number) =>
  fc
    .record({
      by,
      mode: fc.constantFrom('all-or-nothing', 'item-by-item'),
      steps: fc.array(fc.oneof({ weight: 20, arbitrary: namedStep }, { weight: 1, arbitrary: deletion }), {
        minLength: 1,
        maxLength,
        size: 'max',
      }),
    })
    .map((given) =>
      Object.assign((world: World) => batchOf(world, given), { [fc.toStringMethod]: () => JSON.stringify(given) }),
    )

export interface Batch {
  readonly by: number
  readonly mode: string
  readonly steps: readonly Step[]
}

export interface BatchInput {
  readonly organizationId: string
  readonly actor: Actor
  readonly mode: string
  readonly commands: readonly { readonly command: string; readonly input: { readonly [field: string]: unknown } }[]
}

export function batchOf(world: World, { by, mode, steps }: Batch): BatchInput {
  const commands = steps.map((step) => {
    const { command, input } = callOf(world, step)
    const { organizationId: _, actor: __, ...own } = input
    return { command: historyName(command), input: own }
  })
  return { organizationId: world.organizationId, actor: actorOf(by), mode, commands }
}
