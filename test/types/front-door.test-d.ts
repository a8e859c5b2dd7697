/** What the front door lets through and what it does not; checked by `tsc`, never run. */
import { expectTypeOf } from 'vitest'
import {
  type AcceptedPlan,
  type Access,
  type Attempt,
  type Command,
  type Commands,
  createGuildhall,
  type DetailsOf,
  definePolicy,
  type Guildhall,
  isGuildhallError,
  type Member,
  type Organization,
  type Policy,
  type Receipt,
  type Refusal,
  type RuleCode,
  type Storage,
} from '../../src/index.js'

declare const storage: Storage

const policy = definePolicy({
  permissions: ['model:read', 'model:train'],
  roles: {
    admin: { permissions: ['*'] },
    viewer: { permissions: ['model:read'] },
    manager: { scope: 'workspace' },
    labeler: { scope: 'team' },
  },
})
type AppPolicy = typeof policy

const hall = createGuildhall({ storage, policy })
expectTypeOf(hall).toEqualTypeOf<Guildhall<AppPolicy>>()
// inside, where names are strings, any hall will do to read from
expectTypeOf(hall.policy).toEqualTypeOf<AppPolicy>()

const ada = { userId: 'u1', email: 'ada@acme.test', emailVerified: true }
const given = { organizationId: 'org_1', actor: ada }

// ---------------------------------------------------------------------------------------------------------- role names

hall.members.add({ ...given, userId: 'u2', role: 'viewer' })
// @ts-expect-error: a typo
hall.members.add({ ...given, userId: 'u2', role: 'vewer' })
// @ts-expect-error: a role in a workspace is no role in the organization
hall.members.add({ ...given, userId: 'u2', role: 'manager' })
// @ts-expect-error: nor is one with its scope in its name
hall.members.add({ ...given, userId: 'u2', role: 'manager@workspace' })
// @ts-expect-error: a role in a team is none either
hall.members.changeRole({ ...given, memberId: 'mem_1', role: 'labeler' })
// @ts-expect-error: a string may be anything
hall.members.changeRole({ ...given, memberId: 'mem_1', role: 'viewer' as string })
// @ts-expect-error: handing over, too, takes a role of the organization
hall.members.transferAdmin({ ...given, memberId: 'mem_1', role: 'manager' })
hall.members.list({ ...given, role: ['viewer', 'admin'] })
// @ts-expect-error: a filter has typos, too
hall.members.list({ ...given, role: ['viewer', 'admn'] })
hall.invitations.invite({
  ...given,
  emails: [{ email: 'bo@acme.test', role: 'viewer' }, 'cy@acme.test'],
  role: 'viewer',
})
// @ts-expect-error: the role of one of them
hall.invitations.invite({ ...given, emails: [{ email: 'bo@acme.test', role: 'vewer' }] })
// @ts-expect-error: the role of all of them
hall.invitations.invite({ ...given, emails: 'bo@acme.test', role: 'manager' })
// @ts-expect-error: the role that a pending invitation offers
hall.invitations.changeRole({ ...given, invitationId: 'inv_1', role: 'labeler' })
// @ts-expect-error: `attempt` is no softer
hall.attempt.members.changeRole({ ...given, memberId: 'mem_1', role: 'vewer' })
// @ts-expect-error: nor is `plan`
hall.plan.members.changeRole({ ...given, memberId: 'mem_1', role: 'manager' })

// -------------------------------------------------------------------------------------------------------------- inputs

// @ts-expect-error: no such field
hall.members.remove({ ...given, memberId: 'mem_1', force: true })
// @ts-expect-error: no such field of a person
hall.members.update({ ...given, memberId: 'mem_1', nickname: 'Bo' })
// @ts-expect-error: no such field of somebody to invite
hall.invitations.invite({ ...given, emails: [{ email: 'bo@acme.test', nickname: 'Bo' }] })
// @ts-expect-error: no such setting
hall.organizations.update({ ...given, settings: { colour: 'blue' } })
// @ts-expect-error: where is it?
hall.members.remove({ actor: ada, memberId: 'mem_1' })
// @ts-expect-error: who asks?
hall.members.remove({ organizationId: 'org_1', memberId: 'mem_1' })
// @ts-expect-error: what about?
hall.members.remove(given)
// @ts-expect-error: a user and the system are two
hall.members.leave({ organizationId: 'org_1', actor: { name: 'ada' } })
// @ts-expect-error: the token says where
hall.invitations.accept({ token: 'org_1.secret', actor: ada, organizationId: 'org_1' })
// @ts-expect-error: nobody is `removed` or `pending` by being added
hall.members.add({ ...given, userId: 'u2', status: 'removed' })
// @ts-expect-error: null lifts the limit, nothing does not
hall.organizations.setSeatLimit({ ...given, seatLimit: undefined })
hall.organizations.setSeatLimit({ ...given, seatLimit: null })
hall.members.update({ ...given, memberId: 'mem_1', name: null })
// @ts-expect-error: what is added has nothing to be cleared
hall.members.add({ ...given, userId: 'u2', name: null })
// @ts-expect-error: metadata is JSON
hall.members.add({ ...given, userId: 'u2', metadata: { at: new Date() } })
hall.history.list({ ...given, by: { system: 'maintenance' }, order: 'oldest-first' })
// @ts-expect-error: there are two orders
hall.history.list({ ...given, order: 'oldest' })
// @ts-expect-error: a status of members, not of invitations
hall.members.list({ ...given, status: ['accepted'] })

// ------------------------------------------------------------------------------------------------------------- results

expectTypeOf(hall.members.add).returns.toEqualTypeOf<Promise<Member & Receipt>>()
expectTypeOf(hall.organizations.archive).returns.toEqualTypeOf<Promise<Organization & Receipt>>()
const invited = await hall.invitations.invite({ ...given, emails: 'bo@acme.test' })
expectTypeOf(invited.secrets[0]?.token).toEqualTypeOf<string | undefined>()
const [outcome] = invited.outcomes
if (outcome?.outcome === 'invited') expectTypeOf(outcome.invitation.expiresAt).toEqualTypeOf<string>()
if (outcome?.outcome === 'invalid') expectTypeOf(outcome.problem).toEqualTypeOf<string>()
// @ts-expect-error: no secret leaves with what makes none
hall.members.remove({ ...given, memberId: 'mem_1' }).then(({ secrets }) => secrets)
const access = await hall.access({ organizationId: 'org_1', userId: 'u1' })
expectTypeOf(access).toEqualTypeOf<Access<AppPolicy>>()
access.can('model:train')
// @ts-expect-error: a typo
access.can('model:trian')
const stop = hall.subscribe((notice) => {
  expectTypeOf(notice.secrets[0]?.token).toEqualTypeOf<string | undefined>()
})
expectTypeOf(stop).toEqualTypeOf<() => void>()
expectTypeOf(hall.on(storage)).toEqualTypeOf<Guildhall<AppPolicy>>()

// ------------------------------------------------------------------------------------------------------------- attempt

const left = await hall.attempt.members.leave(given)
// @ts-expect-error: it may have been refused
left.value.id
if (left.ok) {
  expectTypeOf(left.value).toEqualTypeOf<Member & Receipt>()
  // @ts-expect-error: then there is no refusal
  left.refusal
} else if (left.refusal.code === 'member/last-admin') {
  expectTypeOf(left.refusal.details).toEqualTypeOf<{ adminRole: string }>()
} else if (left.refusal.code === 'organization/seat-limit') {
  expectTypeOf(left.refusal.details).toEqualTypeOf<{ limit: number; seats: number }>()
} else if (left.refusal.code === 'role/ceiling') {
  expectTypeOf(left.refusal.details.missing).toEqualTypeOf<readonly string[]>()
} else if (left.refusal.code === 'access/not-allowed') {
  expectTypeOf(left.refusal.details.permission).toEqualTypeOf<string>()
}
if (!left.ok) {
  // @ts-expect-error: leaving has nothing to do with slugs
  left.refusal.code === 'organization/slug-taken'
  // @ts-expect-error: no such code
  left.refusal.code === 'member/lastadmin'
  // whatever an application's rules say
  left.refusal.code === 'app/whatever'
  expectTypeOf(left.refusal.message).toEqualTypeOf<string>()
}
const made = await hall.attempt.organizations.create({ actor: ada, name: 'Acme', slug: 'acme' })
if (!made.ok && made.refusal.code === 'organization/slug-taken')
  expectTypeOf(made.refusal.details).toEqualTypeOf<{ slug: string }>()
if (made.ok) expectTypeOf(made.value.admin).toEqualTypeOf<Member>()

/** The codes of a command, by `attempt`. */
type CodesOf<T> = T extends (input: never) => Promise<Attempt<infer _, infer Codes>> ? Codes : never
// every command can meet every rule
expectTypeOf<RuleCode>().toExtend<CodesOf<typeof hall.attempt.members.leave>>()
expectTypeOf<RuleCode>().toExtend<CodesOf<typeof hall.attempt.invitations.accept>>()
expectTypeOf<'invitation/not-valid'>().toExtend<CodesOf<typeof hall.attempt.invitations.accept>>()
expectTypeOf<'invitation/not-valid'>().not.toExtend<CodesOf<typeof hall.attempt.members.add>>()

// every command is there, by `attempt` and by `plan`, and takes the same
type Inputs<T> = { [K in keyof T]: T[K] extends (input: infer Input) => unknown ? Input : Inputs<T[K]> }
type Taken = Inputs<Commands<AppPolicy>>
expectTypeOf<Pick<Inputs<typeof hall.attempt>, keyof Taken>>().toEqualTypeOf<Taken>()
expectTypeOf<Pick<Inputs<typeof hall.plan>, keyof Taken>>().toEqualTypeOf<Taken>()

// ---------------------------------------------------------------------------------------------------------------- plan

const plan = await hall.plan.members.remove({ ...given, memberId: 'mem_1' })
// @ts-expect-error: it may have been refused
plan.changes
if (plan.ok) {
  expectTypeOf(plan).toEqualTypeOf<AcceptedPlan>()
  await hall.apply({ plan, actor: ada })
  for (const change of plan.changes) {
    if (change.kind === 'member') expectTypeOf(change.before).toEqualTypeOf<Member | undefined>()
    if (change.kind === 'organization') expectTypeOf(change.after).toEqualTypeOf<Organization>()
  }
} else {
  if (plan.refusal.code === 'member/last-admin') expectTypeOf(plan.refusal.details.adminRole).toEqualTypeOf<string>()
  // @ts-expect-error: there is nothing to apply
  hall.apply({ plan, actor: ada })
  // @ts-expect-error: a removal takes no slug
  plan.refusal.code === 'organization/slug-taken'
}
// @ts-expect-error: who applies it is said anew
if (plan.ok) hall.apply({ plan })

// --------------------------------------------------------------------------------------------------------------- batch

const batch = await hall.batch({
  ...given,
  mode: 'item-by-item',
  commands: [
    { command: 'member.deactivate', input: { memberId: 'mem_1' } },
    { command: 'organization.setSeatLimit', input: { seatLimit: 5 } },
    { command: 'member.transferAdmin', input: { memberId: 'mem_2' } },
    { command: 'invitation.invite', input: { emails: 'bo@acme.test', role: 'viewer' } },
  ],
})
const [first, second, third, fourth] = batch.outcomes
expectTypeOf(batch.outcomes.length).toEqualTypeOf<4>()
if (first.ok) expectTypeOf(first.value.status).toEqualTypeOf<Member['status']>()
if (second.ok) expectTypeOf(second.value.seatLimit).toEqualTypeOf<number | undefined>()
if (third.ok) expectTypeOf(third.value.from).toEqualTypeOf<Member>()
if (fourth.ok) expectTypeOf(fourth.value.outcomes[0]?.email).toEqualTypeOf<string | undefined>()
// @ts-expect-error: an organization has no memberId
if (second.ok) second.value.memberId
// @ts-expect-error: secrets and receipt are of the batch, not of its items
if (fourth.ok) fourth.value.secrets
if (!first.ok) expectTypeOf(first.refusal).toEqualTypeOf<Refusal>()
expectTypeOf(batch.secrets[0]?.token).toEqualTypeOf<string | undefined>()

const several = { ...given, mode: 'all-or-nothing' } as const
// @ts-expect-error: no such command
hall.batch({ ...several, commands: [{ command: 'member.destroy', input: { memberId: 'mem_1' } }] })
// @ts-expect-error: creating makes an organization of its own
hall.batch({ ...several, commands: [{ command: 'organization.create', input: { name: 'Acme', slug: 'acme' } }] })
// @ts-expect-error: accepting goes by a token
hall.batch({ ...several, commands: [{ command: 'invitation.accept', input: { token: 'org_1.secret' } }] })
// @ts-expect-error: the input of another command
hall.batch({ ...several, commands: [{ command: 'member.deactivate', input: { seatLimit: 5 } }] })
// @ts-expect-error: where it is, and who asks, is said once
hall.batch({ ...several, commands: [{ command: 'member.leave', input: { organizationId: 'org_1' } }] })
// @ts-expect-error: a role in a workspace
hall.batch({ ...several, commands: [{ command: 'member.changeRole', input: { memberId: 'mem_1', role: 'manager' } }] })
// @ts-expect-error: a typo
hall.plan.batch({ ...several, commands: [{ command: 'member.add', input: { userId: 'u2', role: 'vewer' } }] })
const planned = await hall.plan.batch({ ...several, commands: [{ command: 'member.leave', input: {} }] })
if (planned.ok) expectTypeOf(planned).toEqualTypeOf<AcceptedPlan>()

// -------------------------------------------------------------------------------------------------------------- errors

const caught: unknown = new Error()
if (isGuildhallError(caught, 'member/last-admin')) expectTypeOf(caught.details).toEqualTypeOf<{ adminRole: string }>()
if (isGuildhallError(caught, 'input/invalid'))
  expectTypeOf(caught.details.issues[0]?.path).toEqualTypeOf<string | undefined>()
if (isGuildhallError(caught)) {
  expectTypeOf(caught.kind).toEqualTypeOf<'invalid-input' | 'refused' | 'stale' | 'storage' | 'internal'>()
}
// @ts-expect-error: no such code
isGuildhallError(caught, 'member/lastadmin')
expectTypeOf<DetailsOf<'organization/slug-taken'>>().toEqualTypeOf<{ slug: string }>()

// ------------------------------------------------------------------------------------------------------ nothing is `any`

type IsAny<T> = 0 extends 1 & T ? true : false

/** The ways to every `any` in a type, function by function, field by field; never where there is none. */
type AnyIn<T, Path extends string = 'it', Depth extends readonly 0[] = []> =
  IsAny<T> extends true
    ? Path
    : Depth['length'] extends 8
      ? never
      : T extends (...args: infer Args) => infer Result
        ? AnyIn<Args[number], `${Path}(input)`, [...Depth, 0]> | AnyIn<Result, `${Path}()`, [...Depth, 0]>
        : T extends Promise<infer Value>
          ? AnyIn<Value, Path, [...Depth, 0]>
          : T extends readonly (infer Item)[] | ReadonlySet<infer Item> | ReadonlyMap<string, infer Item>
            ? AnyIn<Item, `${Path}[]`, [...Depth, 0]>
            : T extends object
              ? { [K in keyof T & string]: AnyIn<T[K], `${Path}.${K}`, [...Depth, 0]> }[keyof T & string]
              : never

// it finds what there is to find
expectTypeOf<AnyIn<{ a: { b: (input: { c: unknown }) => Promise<string[]> } }>>().toEqualTypeOf<never>()
// biome-ignore lint/suspicious/noExplicitAny: it is what is looked for
expectTypeOf<AnyIn<{ a: { b: (input: { c: any }) => void } }>>().toEqualTypeOf<'it.a.b(input).c'>()
// biome-ignore lint/suspicious/noExplicitAny: it is what is looked for
expectTypeOf<AnyIn<{ a: () => Promise<{ b: any }> }>>().toEqualTypeOf<'it.a().b'>()

type Hall = Guildhall<AppPolicy>
expectTypeOf<AnyIn<Hall['organizations']>>().toEqualTypeOf<never>()
expectTypeOf<AnyIn<Hall['members']>>().toEqualTypeOf<never>()
expectTypeOf<AnyIn<Hall['invitations']>>().toEqualTypeOf<never>()
expectTypeOf<AnyIn<Hall['history']>>().toEqualTypeOf<never>()
expectTypeOf<AnyIn<Hall['attempt']>>().toEqualTypeOf<never>()
expectTypeOf<AnyIn<Hall['plan']>>().toEqualTypeOf<never>()
expectTypeOf<
  AnyIn<Pick<Hall, 'policy' | 'apply' | 'batch' | 'access' | 'verify' | 'subscribe' | 'maintain'>>
>().toEqualTypeOf<never>()
expectTypeOf<AnyIn<Storage>>().toEqualTypeOf<never>()
expectTypeOf<AnyIn<Parameters<typeof createGuildhall<Policy>>[0]>>().toEqualTypeOf<never>()

// a command carries its codes, for nobody to set
expectTypeOf<Command<object, object, 'member/not-found'>['codes']>().toEqualTypeOf<'member/not-found' | undefined>()
