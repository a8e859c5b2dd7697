/** One small organization as plain records, the people around it, and the pure core that decides about it. */
import { createHash } from 'node:crypto'
import { definePolicy } from 'guildhall'
import type { CompiledPolicy } from '../../../src/access/compile.js'
import { compiledOf } from '../../../src/access/policy.js'
import { commandsByName } from '../../../src/commands.js'
import type { AnyCommand, Given } from '../../../src/decision/command.js'
import { erased } from '../../../src/decision/command.js'
import { type Actor, idPrefixes, type MintedSecret } from '../../../src/decision/context.js'
import { type Decision, decide, type Plea } from '../../../src/decision/decide.js'
import type { Rule } from '../../../src/decision/rule.js'
import type { InvitationRecord } from '../../../src/invitation/invitation.js'
import { recordExpiredInvitations } from '../../../src/invitation/record-expired-invitations.js'
import type { MemberRecord } from '../../../src/member/member.js'
import { accessNeeds } from '../../../src/organization/facts-of.js'
import type { OrganizationRecord } from '../../../src/organization/organization.js'
import { Slice } from '../../../src/organization/slice.js'
import { builtInRules } from '../../../src/rules/index.js'
import type { Need, Stored } from '../../../src/storage.js'

/**
 * A manager gives the role `member`, which holds what a manager lacks, so that raising oneself is a refusal of its own. A
 * member invites and resends, so that a granter who is lowered keeps the right to send and loses the right to give.
 */
export const policy = definePolicy({
  permissions: ['model:train', 'model:keep', 'model:label'],
  roles: {
    admin: { permissions: ['*'] },
    manager: {
      permissions: [
        'member:add',
        'member:update',
        'member:update-role',
        'member:deactivate',
        'member:reactivate',
        'member:remove',
        'invitation:create',
        'invitation:resend',
        'invitation:update-role',
        'invitation:revoke',
        'team:update',
        'team:add-member',
        'team:remove-member',
        'team:update-role',
        'group:add-member',
        'group:remove-member',
        'workspace:add-member',
        'workspace:remove-member',
        'workspace:update-role',
      ],
      assigns: ['member'],
    },
    member: { permissions: ['model:train', 'invitation:create', 'invitation:resend', 'invitation:revoke'] },
    // what the team holds: whoever puts somebody into the team gives it
    keeper: { permissions: ['model:keep'] },
    lead: {
      scope: 'team',
      permissions: ['team:add-member', 'team:remove-member', 'team:update-role'],
      assigns: ['mate'],
    },
    mate: { scope: 'team', permissions: ['model:train'] },
    curator: {
      scope: 'workspace',
      permissions: ['workspace:add-member', 'workspace:remove-member', 'workspace:update-role'],
      assigns: ['labeler'],
    },
    labeler: { scope: 'workspace', permissions: ['model:label'] },
  },
})

/** What members are in the organization. */
export const roles: readonly string[] = ['admin', 'manager', 'member']

/** Person `i` is the user `people[i]`, whose address, proven to be theirs, is `addressOf(i)`. */
export const people: readonly string[] = ['ada', 'bo', 'cy', 'di']

export function addressOf(person: number): string {
  return `${people[person]}@example.test`
}

export function userOf(person: number, emailVerified = true): Actor {
  return { userId: people[person] ?? '', email: addressOf(person), emailVerified }
}

export const system: Actor = { system: 'walk' }
export const organizationId = 'org_small'
export const invitationLifetime = 7 * 86_400_000

/** The organization as records. Nothing else decides what may happen next. */
export interface World {
  readonly now: number
  readonly head: OrganizationRecord
  readonly members: readonly MemberRecord[]
  readonly invitations: readonly InvitationRecord[]
  /** The team, or the workspace and the group, and the edges. */
  readonly others: readonly Stored[]
  /** All of its records, of which nothing has been asked yet. */
  readonly records: () => Slice
}

export function worldOf(
  now: number,
  head: OrganizationRecord,
  members: readonly MemberRecord[],
  invitations: readonly InvitationRecord[],
  others: readonly Stored[],
): World {
  let slice: Slice | undefined
  const records = () => {
    if (slice !== undefined) return slice
    const stored = [
      ...members.map((record): Stored => ({ kind: 'member', record })),
      ...invitations.map((record): Stored => ({ kind: 'invitation', record })),
      ...others,
    ]
    slice = Slice.of(organizationId, { head, records: stored }, [])
    return slice
  }
  return { now, head, members, invitations, others, records }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function freshId(mint: string, ordinal: number): string {
  return `${mint}${ordinal}`
}

export function freshSecret(mint: string, ordinal: number): string {
  return `Secret_${mint}_of_an_invitation_${ordinal}`
}

/** What a decision of the core mints begins with this; a hall that mints the same makes the same records. */
export const coreMint = 'fresh'
const secret: MintedSecret = { secret: freshSecret(coreMint, 1), hash: sha256(freshSecret(coreMint, 1)) }

/** What decides: the library's own parts, each of which a mutant may exchange. */
export interface House {
  readonly rules: readonly Rule[]
  readonly policy: CompiledPolicy
  readonly command: (command: AnyCommand) => AnyCommand
  readonly decide: typeof decide
}

export const house: House = {
  rules: Object.values(builtInRules),
  policy: compiledOf(policy),
  command: (command) => command,
  decide,
}

export function commandOf(name: string): AnyCommand {
  const command = name === recordExpiredInvitations.name ? erased(recordExpiredInvitations) : commandsByName.get(name)
  if (command === undefined) throw new Error(`no command \`${name}\``)
  return command
}

/** A command with an input that has been parsed, and whoever asks for it. */
export interface Request {
  readonly command: AnyCommand
  readonly input: unknown
  readonly actor: Actor
  readonly tokenHash?: string
}

export type Outcome =
  | { readonly is: 'refused'; readonly code: string }
  /** Accepted, with nothing to change. */
  | { readonly is: 'idle' }
  | { readonly is: 'done'; readonly after: World }

/** Decides one command as the shell does: reads what it needs, and no more; authorize, propose, rules. */
export function attempt({ rules, policy, command: built, decide }: House, world: World, request: Request): Outcome {
  const { input, actor, tokenHash } = request
  const command = built(request.command)
  const given: Given = { actor, now: world.now, secret, ...(tokenHash === undefined ? {} : { tokenHash }) }
  const needs: Need[] = 'system' in actor ? [{ get: 'catalogue' }] : accessNeeds(actor.userId)
  needs.push(...command.needs(input, given))
  const slice = Slice.of(organizationId, { head: world.head, records: [] }, needs, world.records())
  const steps = (command.items?.(input) ?? [input]).map((item) => ({ command, input: item, given }))
  const mode = command.items === undefined ? 'all-or-nothing' : 'item-by-item'
  const plea: Plea = { steps, mode, tolerant: false, rules }
  let ids = 0
  const decision = decide(slice, plea, {
    now: world.now,
    actor,
    policy,
    requiredProfile: [],
    invitationLifetime,
    newId: (kind) => `${idPrefixes[kind]}_${freshId(coreMint, ++ids)}`,
  })
  if (!decision.ok) return { is: 'refused', code: decision.refusal.code }
  if (decision.puts.length + decision.deletes.length + decision.headFields.length > 0)
    return { is: 'done', after: afterwards(world, decision) }
  const skipped = decision.outcomes.find((outcome) => !outcome.ok)
  return skipped === undefined ? { is: 'idle' } : { is: 'refused', code: skipped.refusal.code }
}

function afterwards(world: World, { puts, deletes, after }: Extract<Decision, { ok: true }>): World {
  const people = new Map(world.members.map((member) => [member.id, member]))
  const offers = new Map(world.invitations.map((invitation) => [invitation.id, invitation]))
  const others = new Map(world.others.map((stored) => [stored.record.id, stored]))
  for (const put of puts) {
    if (put.kind === 'member') people.set(put.record.id, put.record)
    else if (put.kind === 'invitation') offers.set(put.record.id, put.record)
    // Kind and record come from one put.
    else others.set(put.record.id, { kind: put.kind, record: put.record } as Stored)
  }
  for (const { id } of deletes) others.delete(id)
  return worldOf(world.now, after.organization, [...people.values()], [...offers.values()], [...others.values()])
}
