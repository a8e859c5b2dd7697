/**
 * Everything that Guildhall throws on purpose is one class, `GuildhallError`, with a kind, a code from a closed union and
 * structured details. The codes of refusals live with their concepts; their union is here.
 */
import { accessRefusals } from './access/access-refusals.js'
import { invalidPolicyMessage } from './access/invalid-policy.js'
import { invalidSnapshotMessage } from './access/packed.js'
import { staleSnapshotMessage } from './access/snapshot.js'
import { assignmentRefusals } from './assignment/assignment-refusals.js'
import { decisionRefusals } from './decision/decision-refusals.js'
import { groupRefusals } from './group/group-refusals.js'
import { GuildhallError, sayThemBy } from './guildhall-error.js'
import { invitationRefusals } from './invitation/invitation-refusals.js'
import { memberRefusals } from './member/member-refusals.js'
import { membershipRefusals } from './membership/membership-refusals.js'
import { organizationRefusals } from './organization/organization-refusals.js'
import { resourceRefusals } from './resource/resource-refusals.js'
import { roleRefusals } from './role/role-refusals.js'
import type { Json } from './storage.js'
import { teamRefusals } from './team/team-refusals.js'
import { workspaceRefusals } from './workspace/workspace-refusals.js'

const refusals = {
  ...organizationRefusals,
  ...memberRefusals,
  ...invitationRefusals,
  ...membershipRefusals,
  ...teamRefusals,
  ...groupRefusals,
  ...workspaceRefusals,
  ...resourceRefusals,
  ...roleRefusals,
  ...assignmentRefusals,
  ...accessRefusals,
  ...decisionRefusals,
}

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where: `emails[2].name`, or the empty string for the input as a whole. */
  readonly path: string
  readonly problem: string
}

const faults = {
  'input/invalid': ({ issues }: { issues: readonly InputIssue[] }) =>
    `invalid input: ${issues.map(({ path, problem }) => (path === '' ? problem : `\`${path}\`: ${problem}`)).join('; ')}`,
  'policy/invalid': ({ path, problem }: { path: string; problem: string }) => invalidPolicyMessage({ path, problem }),
  'snapshot/invalid': ({ path }: { path: string }) => invalidSnapshotMessage({ path }),
  'snapshot/stale': ({ because }: { because: 'policy-differs' | 'version-differs' }) =>
    staleSnapshotMessage({ because }),
  'organization/stale': ({ attempts }: { organizationId: string; attempts: number }) =>
    `others moved the organization on, \`${attempts}\` times in a row: try again`,
  'plan/stale': ({ because }: { because: 'moved-on' | 'policy-changed' | 'effect-differs' }) =>
    `the plan no longer holds (\`${because}\`): make a new one`,
  'storage/failed': (details: { outcome: 'not-committed' | 'unknown'; commitId?: string; problem: string }) =>
    details.outcome === 'unknown'
      ? `the storage failed, and whether the commit happened is not known: ${details.problem}`
      : `the storage failed, and nothing was written: ${details.problem}`,
  'internal/fault': ({ problem }: { problem: string }) => `a fault of Guildhall's own: ${problem}`,
}

type RefusalMessages = typeof refusals
type FaultMessages = typeof faults

/** Codes of refusals that Guildhall itself gives. */
export type BuiltInRefusalCode = keyof RefusalMessages
/** Codes of refusals: Guildhall's own, and those of an application's rules. */
export type RefusalCode = BuiltInRefusalCode | `app/${string}`
/** Codes of the four other kinds of error. */
export type FaultCode = keyof FaultMessages
export type ErrorCode = RefusalCode | FaultCode

/** The details that come with a code. */
export type DetailsOf<C extends ErrorCode> = C extends BuiltInRefusalCode
  ? Parameters<RefusalMessages[C]>[0]
  : C extends FaultCode
    ? Parameters<FaultMessages[C]>[0]
    : { readonly [key: string]: Json }

/** `refused` and `invalid-input` will fail again, `stale` is worth another try, `storage` may be, `internal` is our bug. */
export type ErrorKind = 'invalid-input' | 'refused' | 'stale' | 'storage' | 'internal'

/** All codes of Guildhall's own, for docs and tests: the list is closed. */
export const errorCodes = Object.freeze([...Object.keys(refusals), ...Object.keys(faults)]) as readonly (
  | BuiltInRefusalCode
  | FaultCode
)[]

const messages = new Map<string, (details: never) => string>(Object.entries({ ...refusals, ...faults }))

/** What to tell a person, one message per code: lower-case, no full stop, the thing in backticks. */
export function messageOf<C extends ErrorCode>(code: C, details: DetailsOf<C>): string {
  const message = messages.get(code)
  // `DetailsOf` ties details to the code; a look-up by a string cannot carry that tie, hence the cast.
  return message?.(details as never) ?? `refused by a rule of the application: \`${code}\``
}

sayThemBy(messageOf)

export { GuildhallError, isGuildhallError } from './guildhall-error.js'

/** Throws what must not happen: a fault of ours, never dressed as a refusal. */
export function internalFault(problem: string): never {
  throw new GuildhallError('internal/fault', { problem })
}
