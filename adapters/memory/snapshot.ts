/** The whole state as JSON, and back. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { OrganizationRecord } from '../../src/organization/organization.js'
import type { Claim, RevisionRow } from '../../src/storage.js'
import { frozen } from './frozen.js'
import { State } from './state.js'

interface Saved {
  readonly head: OrganizationRecord
  readonly members: readonly MemberRecord[]
  readonly invitations: readonly InvitationRecord[]
  readonly revisions: readonly RevisionRow[]
  readonly claims: readonly Claim[]
}

export function save(state: State): string {
  const saved = [...state.organizations.values()].map(
    ({ head, members, invitations, revisionsInOrder, claims }): Saved => ({
      head,
      members: [...members.values()],
      invitations: [...invitations.values()],
      revisions: [...revisionsInOrder.list.ascending()],
      claims: [...claims.values()],
    }),
  )
  return JSON.stringify(saved)
}

export function load(snapshot: string): State {
  const state = new State()
  const organizations: readonly Saved[] = frozen(JSON.parse(snapshot))
  for (const { head, members, invitations, revisions, claims } of organizations) {
    const organization = state.open(head)
    for (const record of members) organization.members.put(record)
    for (const record of invitations) organization.invitations.put(record)
    for (const row of revisions) organization.revisions.put(row)
    for (const claim of claims) organization.take(claim)
  }
  return state
}
