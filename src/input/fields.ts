/** The fields that inputs are made of, as closed zod schemas: one definition per kind of value, with its limits. */
import * as z from 'zod/mini'
import type { PrincipalName } from '../assignment/principal.js'
import type { ScopeName } from '../assignment/scope-name.js'
import { type Compact, compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import type { Dispositions } from '../member/dispositions.js'
import type { NewOwner } from '../resource/owner.js'
import type { Json } from '../storage.js'
import type { Checked } from './checked.js'
import { type CanonicalEmail, canonicalEmail } from './email.js'
import { type Invitee, inviteesOf, type Listed } from './invitees.js'
import { checkMetadata } from './metadata.js'
import { checkSlug } from './slug.js'
import { identifier, multiLine, recordId, singleLine } from './text.js'

/** A closed object: unknown keys are refused, and a key whose value is undefined is as good as absent. */
export function input<const S extends z.core.$ZodShape>(
  shape: S,
): z.ZodMiniType<Compact<z.output<z.ZodMiniObject<S>>>> {
  // `compact` leaves out exactly the undefined values, which the type says.
  return z.pipe(z.strictObject(shape), z.transform(compact)) as unknown as z.ZodMiniType<
    Compact<z.output<z.ZodMiniObject<S>>>
  >
}

export const optional = z.optional
export const nullable = z.nullable
export const flag = z.boolean()

/** A string that a check accepts, in the form that the check gives it. */
export function checkedString<T>(check: (given: string) => Checked<T>): z.ZodMiniType<T> {
  return z.pipe(z.string(), transformed(check))
}

function transformed<In, T>(check: (given: In) => Checked<T>): z.ZodMiniType<T, In> {
  return z.transform((given: In, context) => {
    const checked = check(given)
    if (checked.ok) return checked.value
    context.issues.push({ code: 'custom', message: checked.problem, input: given })
    return z.NEVER
  }) as z.ZodMiniType<T, In>
}

/** What Guildhall minted: at most 64 of `[A-Za-z0-9_-]`. */
export const id = checkedString(recordId)
/** The application's user, at most 255 bytes. */
export const userId = checkedString(identifier(255))
/** A key of the policy's roles; whether there is such a role is a rule's question. */
export const role = checkedString(singleLine(128, { required: true }))
export const name = checkedString(singleLine(200, { required: true }))
export const slug = checkedString(checkSlug)
/** Why something is done, for the history. */
export const reason = checkedString(multiLine(1_000, { required: true }))
/** Words to the one who is invited. */
export const message = checkedString(multiLine(4_000, { required: true }))
export const email: z.ZodMiniType<CanonicalEmail> = checkedString(canonicalEmail)
const label = checkedString(singleLine(200, { required: true }))
/** What something is for, in the words of whoever made it. */
export const description = checkedString(multiLine(1_000, { required: true }))
/** The caller's own name for a record, unique among those of its kind that are live. */
export const key = checkedString(identifier(255))

/** What kind of thing a resource is to the app. */
export const resourceType = checkedString<string>((given) =>
  /^[a-z][a-z0-9-]{0,63}$/.test(given)
    ? { ok: true, value: given }
    : { ok: false, problem: 'must be 1 to 64 of `a-z`, `0-9` and `-`, beginning with a letter' },
)
/** The app's own id of a resource. */
export const resourceKey = checkedString(identifier(512))

/** Who shall own something: a member, a team, or the organization. */
export const newOwner: z.ZodMiniType<NewOwner> = z.union([
  z.literal('organization'),
  input({ memberId: id }),
  input({ teamId: id }),
])
/** What becomes of what a leaving member owns, by type. */
export const dispositions: z.ZodMiniType<Dispositions> = z
  .record(resourceType, z.union([z.enum(['unassign', 'retain', 'block']), input({ transfer: newOwner })]))
  .check((context) => {
    if (Object.keys(context.value).length <= 100) return
    context.issues.push({ code: 'custom', message: 'must hold at most 100', input: context.value })
  })

/** A resource, as the app names it. */
export const resource = input({ type: resourceType, key: resourceKey })

/** Who holds an assignment. */
export const principal: z.ZodMiniType<PrincipalName> = z.union([
  z.literal('everyone'),
  input({ memberId: id }),
  input({ teamId: id }),
  input({ groupId: id }),
])
/** What a role is assigned on. */
export const scope: z.ZodMiniType<ScopeName> = z.union([
  z.literal('organization'),
  input({ workspaceId: id }),
  input({ teamId: id }),
  input({ resource }),
])
/** Permissions as a role of the policy lists them, wildcards included. */
export const permissions = list(checkedString(singleLine(200, { required: true })), 1_000)

export const metadata = z.pipe(z.unknown(), transformed(checkMetadata))

/** 0 is zero; absent is unlimited. */
const atMost = z.number().check((context) => {
  const { value } = context
  if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
    problem(context, 'must be a whole number from 0')
})
export const seatLimit = atMost
/** How many members something takes. */
export const capacity = atMost

export const settings = input({
  defaultRole: z.optional(role),
  invitationLifetimeDays: z.optional(whole(1, 365)),
})

/** A time as ISO 8601 with its offset, as milliseconds. */
export const time = checkedString<number>((given) => {
  const milliseconds = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(given)
    ? Date.parse(given)
    : Number.NaN
  if (Number.isNaN(milliseconds)) return { ok: false, problem: 'must be a time like `2030-01-31T12:00:00Z`' }
  return { ok: true, value: milliseconds }
})

export function oneOf<const T extends string>(values: readonly T[]): z.ZodMiniType<T> {
  return z.enum(values) as unknown as z.ZodMiniType<T>
}

/** A list of at most so many, counted, and copied as it stands, before any of them is looked at. */
export function list<T>(item: z.ZodMiniType<T>, most: number, least = 0): z.ZodMiniType<T[]> {
  const copied = z.transform((given: unknown, context) => {
    if (!Array.isArray(given)) {
      context.issues.push({ code: 'invalid_type', expected: 'array', input: given })
      return z.NEVER
    }
    const { length } = given
    if (length <= most && length >= least) return Array.from({ length }, (_, index): unknown => given[index])
    const range = least === 0 ? `at most ${most}` : `${least} to ${most}`
    context.issues.push({ code: 'custom', message: `must hold ${range}`, input: given })
    return z.NEVER
  })
  return z.pipe(copied, z.array(item))
}

/** How many at most. */
export function limit(most: number): z.ZodMiniType<number> {
  return whole(1, most)
}

export function whole(least: number, most: number): z.ZodMiniType<number> {
  return z.number().check((context) => {
    const { value } = context
    if (!Number.isSafeInteger(value) || value < least || value > most || Object.is(value, -0))
      problem(context, `must be a whole number from ${least} to ${most}`)
  })
}

/** The profile of a new member. */
export const profile = {
  email: z.optional(email),
  name: z.optional(name),
  phone: z.optional(label),
  department: z.optional(label),
  jobTitle: z.optional(label),
  metadata: z.optional(metadata),
}

/** A change of a profile: null clears. */
export const profileChange = {
  email: z.optional(z.nullable(email)),
  name: z.optional(z.nullable(name)),
  phone: z.optional(z.nullable(label)),
  department: z.optional(z.nullable(label)),
  jobTitle: z.optional(z.nullable(label)),
  metadata: z.optional(metadata),
}

/** Somebody to invite, with what is known of them. */
const invitee = input({
  email: z.string(),
  name: profile.name,
  phone: profile.phone,
  department: profile.department,
  jobTitle: profile.jobTitle,
  metadata: profile.metadata,
  role: z.optional(role),
})

/** Addresses as comma- or line-separated text, or a list; one that is malformed is an outcome, not an error. */
export const invitees: z.ZodMiniType<readonly Invitee[]> = z.pipe(
  z.union([z.string(), list(z.union([z.string(), invitee]), 10_000)]),
  transformed((given: string | Listed[]) => inviteesOf(given)),
)

/** Who asks. */
export const actor: z.ZodMiniType<Actor> = z.union([
  input({
    userId,
    email: z.optional(checkedString(singleLine(254))),
    emailVerified: z.optional(z.boolean()),
  }),
  input({ system: checkedString(identifier(64)) }),
])

/** The secret that came with an invitation; whether it is good for anything is not the parser's question. */
export const token = checkedString(singleLine(200, { required: true }))

/** What of a plan decides: the rest is for people to read, and may have been lost or altered on the way. */
export const planToApply = z.pipe(
  z.looseObject({
    ok: z.literal(true),
    command: checkedString(singleLine(64)),
    input: z.record(z.string(), z.unknown()),
    organizationId: id,
    revision: whole(0, Number.MAX_SAFE_INTEGER),
    commitId: checkedString(singleLine(64)),
    policy: checkedString(singleLine(64)),
    digest: checkedString(singleLine(64)),
  }),
  z.transform(({ command, input, organizationId, revision, commitId, policy, digest }) => ({
    command,
    // Whether it is the input of the command, the command's own schema says next.
    input: input as { readonly [key: string]: Json },
    organizationId,
    revision,
    commitId,
    policy,
    digest,
  })),
)

/** The commands of a batch; each input is for the schema of its command. */
export const batchCommands = list(
  input({
    command: checkedString(singleLine(64)),
    input: z.pipe(
      z.optional(z.record(z.string(), z.unknown())),
      z.transform((given) => (given ?? {}) as { readonly [key: string]: Json }),
    ),
  }),
  1_000,
  1,
)

/** Who acted, as a filter of the history. */
export const historyActor = z.union([input({ memberId: id }), input({ system: checkedString(identifier(64)) })])

/** `noun.past_tense` */
export const eventType = checkedString(singleLine(64, { required: true }))

/** Where a page starts, as an earlier page said. */
export const cursor = checkedString(singleLine(1_500, { required: true }))

export const idempotencyKey = checkedString(singleLine(255, { required: true }))

/** The actor's own address, as a profile has it; nothing where it is none that can be compared. */
export function emailOf(actor: Actor): { email?: CanonicalEmail } {
  if ('system' in actor || actor.email === undefined) return {}
  const checked = canonicalEmail(actor.email)
  return checked.ok ? { email: checked.value } : {}
}

function problem(context: z.core.ParsePayload<number>, text: string): void {
  context.issues.push({ code: 'custom', message: text, input: context.value })
}
