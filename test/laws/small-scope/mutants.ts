/** Houses in which one thing is wrong, each with the words in which the walk must find it. */
import type { AnyCommand } from '../../../src/decision/command.js'
import { decide } from '../../../src/decision/decide.js'
import { isRefusal, refuse } from '../../../src/decision/refusal.js'
import type { Change, Rule } from '../../../src/decision/rule.js'
import { withEdges } from '../../../src/organization/facts-of.js'
import type { Slice } from '../../../src/organization/slice.js'
import { builtInRules, type RuleName } from '../../../src/rules/index.js'
import type { Need } from '../../../src/storage.js'
import type { LawName } from './checker.js'
import { decodedNames } from './key.js'
import { type Expectant, twoPeople } from './scopes.js'
import { addressOf, type House, house, people, system } from './world.js'

export interface Mutant {
  /** What is walked; three people where absent. */
  readonly scope?: Expectant
  readonly change: Partial<House>
  /** The law that a step breaks, or the beginning of what else is found. */
  readonly found: LawName | `what is over is not over: ${string}` | `a fault of Guildhall's own: ${string}`
}

// --------------------------------------------------------------------------------------------------------------- rules

/** What is found where a rule is not there. */
const missed: { readonly [R in RuleName]?: LawName } = {
  'archived-accepts-nothing': 'an archived organization accepts nothing but its end or its return',
  'assignable-roles': 'every role is one of the policy',
  'no-self-elevation': 'nobody raises themselves',
  'role-ceiling': 'nobody gives more than they may',
  'one-member-per-user': 'a user and an address are one member at most',
  'one-member-per-email': 'a user and an address are one member at most',
  'last-admin': 'an active admin remains',
  'seat-limit': 'nobody takes a seat beyond the limit',
}

/** A user comes with their own address, so that two people must change addresses before one rule shows without the other. */
const elsewhere: { readonly [name: string]: Pick<Mutant, 'scope'> } = { 'one-member-per-user': { scope: twoPeople } }

/** Each built-in rule taken out, and nothing else. */
export const withoutOneRule: { readonly [name: string]: Mutant } = Object.fromEntries(
  Object.entries(missed).map(([name, found]) => [name, { change: withoutRule(name), found, ...elsewhere[name] }]),
)

export function withoutRule(name: string): Partial<House> {
  return rulesBut(name, () => undefined)
}

/** The rules, one of them exchanged. */
function rulesBut(name: string, changed: Rule): Partial<House> {
  return { rules: Object.entries(builtInRules).map(([known, rule]) => (known === name ? changed : rule)) }
}

/** The rules, one of them blind for some changes, or silent where it sees one of them. */
export function ruleBut(
  name: RuleName,
  sees: 'without' | 'not with',
  isOne: (change: Change) => boolean,
): Partial<House> {
  return rulesBut(name, (before, after, context) => {
    const { changes } = context
    if (sees === 'not with' && changes.some(isOne)) return undefined
    return builtInRules[name](before, after, { ...context, changes: changes.filter((change) => !isOne(change)) })
  })
}

// ------------------------------------------------------------------------------------------------------------ commands

type Propose = AnyCommand['propose']

/** All commands as they are, but for one that proposes otherwise; it reads whatever it can, or it would be found by that. */
export function proposing(name: string, otherwise: (propose: Propose) => Propose): Partial<House> {
  return {
    command: (command) =>
      command.name === name
        ? {
            ...command,
            needs: (...asked) => [...command.needs(...asked), ...everything],
            propose: otherwise(command.propose),
          }
        : command,
  }
}

const everything: readonly Need[] = [
  { get: 'member', ids: people.map((_, person) => decodedNames.member(person)), follow: withEdges },
  { get: 'invitation', ids: people.map((_, person) => decodedNames.invitation(person)) },
  { get: 'member-by-user', keys: people, removed: true },
  { get: 'member-by-email', keys: people.map((_, person) => addressOf(person)), removed: true },
]

/** The slice as if nobody had gone and no invitation had been answered. */
export function withoutAnEnd(slice: Slice): Slice {
  const revived = slice.layer()
  for (const { kind, record } of slice.records()) {
    if (kind === 'invitation') revived.put({ kind, record: { ...record, status: 'pending' } })
    else if (kind === 'member' && record.status === 'removed')
      revived.put({ kind, record: { ...record, status: 'deactivated' } })
  }
  return revived
}

/** Whoever is deactivated is taken for the system. */
const actingAnyway: typeof decide = (base, plea, surroundings) => {
  const deactivated = base.memberOf(surroundings.actor)?.status === 'deactivated'
  return decide(base, plea, deactivated ? { ...surroundings, actor: system } : surroundings)
}

const sound: LawName =
  'an invitation is accepted by the one who was meant, in time, on the word of somebody who may still give it'

/** Mistakes that others have made, and some that we could. */
export const planted: { readonly [name: string]: Mutant } = {
  'pending members take no seat': {
    change: { policy: { ...house.policy, takesSeat: (_, status) => status === 'active' } },
    found: 'nobody takes a seat beyond the limit',
  },
  'a reactivation takes no seat': {
    change: ruleBut(
      'seat-limit',
      'not with',
      ({ kind, before, after }) => kind === 'member' && before?.status === 'deactivated' && after.status === 'active',
    ),
    found: 'nobody takes a seat beyond the limit',
  },
  'a deactivated admin counts': {
    change: rulesBut('last-admin', (before, after, context) =>
      (after.head?.counts.admin?.deactivated ?? 0) > 0 ? undefined : builtInRules['last-admin'](before, after, context),
    ),
    found: 'an active admin remains',
  },
  'only roles that change are judged': {
    change: ruleBut(
      'role-ceiling',
      'without',
      ({ kind, before, after }) => kind === 'member' && before?.role === after.role,
    ),
    found: 'nobody acts on a member who holds more',
  },
  'an archived organization is joined': {
    change: ruleBut('archived-accepts-nothing', 'not with', ({ authority }) => authority === 'granter'),
    found: 'an archived organization accepts nothing but its end or its return',
  },
  'a granter who lost the right is trusted': {
    change: proposing('invitation.accept', (propose) => (...asked) => {
      const proposal = propose(...asked)
      if (isRefusal(proposal)) return proposal
      return { ...proposal, writes: proposal.writes.map((write) => ({ ...write, authority: 'system' as const })) }
    }),
    found: sound,
  },
  'an invitation that ran out is accepted': {
    change: proposing(
      'invitation.accept',
      (propose) => (slice, input, context, given) => propose(slice, input, { ...context, now: 0 }, given),
    ),
    found: sound,
  },
  'an address is taken on trust': {
    change: proposing(
      'invitation.accept',
      (propose) => (slice, _, context, given) => propose(slice, { allowUnverifiedEmail: true }, context, given),
    ),
    found: sound,
  },
  'whoever has the link is meant': {
    change: proposing('invitation.accept', (propose) => (slice, input, context, given) => {
      const { email = '' } = slice.invitationByToken(given.tokenHash ?? '') ?? {}
      const actor = 'system' in context.actor ? context.actor : { ...context.actor, email, emailVerified: true }
      return propose(slice, input, { ...context, actor }, given)
    }),
    found: sound,
  },
  'a deactivated member acts': {
    change: { decide: actingAnyway },
    found: 'only active members act',
  },
  'an invitation that is over is sent again': {
    change: proposing(
      'invitation.resend',
      (propose) =>
        (slice, ...asked) =>
          propose(withoutAnEnd(slice), ...asked),
    ),
    found: 'what is over is not over: ',
  },
  'a removed member is reactivated': {
    change: proposing(
      'member.reactivate',
      (propose) =>
        (slice, ...asked) =>
          propose(withoutAnEnd(slice), ...asked),
    ),
    found: 'what is over is not over: ',
  },
  'a removed member is added again': {
    change: proposing(
      'member.add',
      (propose) => (slice, input, context, given) => propose(slice, input, { ...context, actor: system }, given),
    ),
    found: 'what is over is not over: ',
  },
  'an old secret lives on': {
    change: proposing('invitation.resend', (propose) => (slice, input, context, given) => {
      const before = slice.records().find(({ kind }) => kind === 'invitation')
      const hash = (before?.kind === 'invitation' && before.record.tokenHash) || ''
      return propose(slice, input, context, { ...given, secret: { secret: '', hash } })
    }),
    found: 'an invitation that is sent again has a new secret',
  },
  'time is up too early': {
    change: proposing(
      'invitation.recordExpired',
      (propose) => (slice, input, context, given) =>
        propose(slice, input, { ...context, now: Number.MAX_SAFE_INTEGER }, given),
    ),
    found: 'an expiry is recorded only when time is up',
  },
  'a command reads too little': {
    change: {
      command: (command) => (command.name === 'member.changeRole' ? { ...command, needs: () => [] } : command),
    },
    found: "a fault of Guildhall's own: ",
  },
}

/** It breaks no law, but some states are never reached. */
export const limitNeverFalls: Partial<House> = proposing(
  'organization.setSeatLimit',
  (propose) =>
    (slice, ...asked) => {
      const proposal = propose(slice, ...asked)
      if (isRefusal(proposal)) return proposal
      const { seatLimit: before = Number.POSITIVE_INFINITY } = slice.organization
      const { seatLimit: limit = Number.POSITIVE_INFINITY } = proposal.head ?? {}
      return limit < before ? refuse('organization/seat-limit', { limit, seats: 0 }) : proposal
    },
)
