/** Answers needs: the roots of each, and from there along its edges. */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { FollowInvitation, FollowMember, Need, RevisionRow, Snapshot, Stored } from '../../src/storage.js'
import type { Lookup } from './indexes.js'
import type { Organization } from './state.js'

export function read(organization: Organization, needs: readonly Need[]): Snapshot {
  const found = new Findings(organization)
  for (const need of needs) {
    switch (need.get) {
      case 'member':
        for (const id of need.ids) found.member(organization.members.get(id), need.follow)
        break
      case 'member-by-user':
        for (const key of need.keys) found.members(organization.membersByUser.under(key), need.follow)
        if (need.removed) found.members(firsts(organization.removedByUser, need.keys), need.follow)
        break
      case 'member-by-email':
        for (const key of need.keys) found.members(organization.membersByEmail.under(key), need.follow)
        if (need.removed) found.members(firsts(organization.removedByEmail, need.keys), need.follow)
        break
      case 'invitation':
        for (const id of need.ids) found.invitation(organization.invitations.get(id), need.follow)
        break
      case 'invitation-by-token':
        for (const hash of need.hashes) found.invitations(organization.invitationsByToken.under(hash), need.follow)
        break
      case 'expired-invitations':
        found.invitations(expired(organization, need.at, need.limit), need.follow)
        break
      case 'revision-by-request':
        found.revision(organization.revisionsByRequest.under(need.requestId)[0])
        break
      case 'revision-by-commit':
        found.revision(organization.revisions.get(need.commitId))
        break
    }
  }
  return found.snapshot()
}

/** What has been found, each record once, however many needs lead to it. */
class Findings {
  private readonly organization: Organization
  private readonly foundMembers = new Set<MemberRecord>()
  private readonly foundInvitations = new Set<InvitationRecord>()
  private readonly foundRevisions = new Set<RevisionRow>()

  constructor(organization: Organization) {
    this.organization = organization
  }

  member(member: MemberRecord | undefined, follow?: FollowMember): void {
    if (member === undefined) return
    this.foundMembers.add(member)
    const { invitationId, roleGranter } = member
    if (follow?.invitation !== undefined && invitationId !== undefined)
      this.invitation(this.organization.invitations.get(invitationId), follow.invitation)
    if (follow?.granter !== undefined && 'memberId' in roleGranter)
      this.member(this.organization.members.get(roleGranter.memberId), follow.granter)
  }

  invitation(invitation: InvitationRecord | undefined, follow?: FollowInvitation): void {
    if (invitation === undefined) return
    this.foundInvitations.add(invitation)
    if (follow?.member !== undefined) this.member(this.organization.members.get(invitation.memberId), follow.member)
  }

  members(members: Iterable<MemberRecord>, follow?: FollowMember): void {
    for (const member of members) this.member(member, follow)
  }

  invitations(invitations: Iterable<InvitationRecord>, follow?: FollowInvitation): void {
    for (const invitation of invitations) this.invitation(invitation, follow)
  }

  revision(row: RevisionRow | undefined): void {
    if (row !== undefined) this.foundRevisions.add(row)
  }

  snapshot(): Snapshot {
    const members = [...this.foundMembers].map((record): Stored => ({ kind: 'member', record }))
    const invitations = [...this.foundInvitations].map((record): Stored => ({ kind: 'invitation', record }))
    return { head: this.organization.head, records: [...members, ...invitations], revisions: [...this.foundRevisions] }
  }
}

/** The record of the smallest id under each key. */
function firsts<R>(lookup: Lookup<R>, keys: readonly string[]): R[] {
  return keys.flatMap((key) => lookup.under(key).slice(0, 1))
}

function* expired(organization: Organization, at: number, limit: number): Generator<InvitationRecord, void> {
  let left = limit
  for (const invitation of organization.pendingByExpiry.list.ascending()) {
    if (invitation.expiresAt > at || left-- <= 0) return
    yield invitation
  }
}
