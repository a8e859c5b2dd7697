/** Facts on their way to somewhere else, for example a browser: short JSON, with the fingerprint of their policy. */
import { GuildhallError } from '../guildhall-error.js'
import type {
  AccessFacts,
  AssignmentFacts,
  CustomRoleFacts,
  ResourceFacts,
  TeamFacts,
  WorkspaceFacts,
} from './facts.js'
import { invalidSnapshot, known, list, maybe, oneOf, type Packing, record, text, whole } from './packed.js'
import { compiledOf, type Policy } from './policy.js'
import { scopes } from './scope.js'

/** What `toJSON` of access makes: plain JSON, of which only version and policy are for anybody but `accessFromJSON`. */
export interface AccessSnapshot {
  readonly version: 1
  /** Fingerprint of the policy that it was made under. */
  readonly policy: string
  readonly facts: unknown
}

const version = 1

export const snapshotOf = (policy: Policy, facts: AccessFacts): AccessSnapshot => ({
  version,
  policy: fingerprintOf(policy),
  facts: packingFor(policy).pack(facts),
})

/** @throws GuildhallError `snapshot/stale`, `snapshot/invalid` */
export const factsFrom = (policy: Policy, snapshot: unknown): AccessFacts => {
  if (typeof snapshot !== 'object' || snapshot === null) return invalidSnapshot('')
  const { version: made, policy: fingerprint, facts } = snapshot as { readonly [key: string]: unknown }
  if (whole.read(made, 'version') !== version) throw staleSnapshot('version-differs')
  if (text.read(fingerprint, 'policy') !== fingerprintOf(policy)) throw staleSnapshot('policy-differs')
  return packingFor(policy).read(facts, 'facts')
}

type Because = 'policy-differs' | 'version-differs'

export const staleSnapshotMessage = ({ because }: { because: Because }): string =>
  `the snapshot of access is of another time (\`${because}\`): take a new one`

const staleSnapshot = (because: Because): GuildhallError =>
  new GuildhallError('snapshot/stale', { because }, { message: staleSnapshotMessage({ because }) })

const statuses = ['pending', 'active', 'deactivated', 'removed'] as const
const organizationStatuses = ['active', 'archived', 'deleted'] as const
const principals = ['member', 'group', 'team', 'everyone'] as const

/** INVARIANT: whatever changes here changes the version. */
const packingFor = (policy: Policy): Packing<AccessFacts> => {
  const { questions, index } = compiledOf(policy)
  const permissions = list(known(questions, index))
  return record<AccessFacts>({
    organizationId: text,
    organizationStatus: oneOf(organizationStatuses),
    userId: text,
    memberId: maybe(text),
    role: maybe(text),
    status: maybe(oneOf(statuses)),
    permissions: maybe(permissions),
    roles: list(record<CustomRoleFacts>({ id: text, name: text, scope: oneOf(scopes), permissions })),
    teams: list(
      record<TeamFacts>({ id: text, ancestors: list(text), belongs: oneOf([false, true]), role: maybe(text) }),
    ),
    groups: list(text),
    workspaces: list(
      record<WorkspaceFacts>({
        id: text,
        type: oneOf(['shared', 'personal']),
        memberships: list(record({ role: maybe(text), groupId: maybe(text) })),
      }),
    ),
    resources: list(
      record<ResourceFacts>({ id: text, type: text, key: text, workspaceId: maybe(text), ownerId: maybe(text) }),
    ),
    assignments: list(
      record<AssignmentFacts>({
        id: text,
        principalKind: oneOf(principals),
        principalId: text,
        role: text,
        scopeKind: oneOf(scopes),
        scopeId: text,
        startsAt: maybe(whole),
        expiresAt: maybe(whole),
      }),
    ),
    revision: whole,
    commitId: text,
  })
}

const fingerprints = new WeakMap<Policy, string>()

/**
 * Tells one policy from another, so that a browser with an older one does not decide by the wrong names. No secret and no
 * proof: whoever can change the snapshot can change the browser.
 */
const fingerprintOf = (policy: Policy): string => {
  const known = fingerprints.get(policy)
  if (known !== undefined) return known
  const fingerprint = hash(JSON.stringify([compiledOf(policy).questions, policy]))
  fingerprints.set(policy, fingerprint)
  return fingerprint
}

/** FNV-1a twice, over the text forwards with two primes: 64 bits, which no accident hits. */
const hash = (said: string): string => {
  let [a, b] = [0x811c9dc5, 0x01000193]
  for (let i = 0; i < said.length; i++) {
    const unit = said.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995)
  }
  return [a, b].map((half) => (half >>> 0).toString(36).padStart(7, '0')).join('')
}
