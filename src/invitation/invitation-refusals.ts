/** Why something about an invitation is refused: code, typed details and message, each stated once. */
export const invitationRefusals = {
  'invitation/not-found': (_: { invitationId: string }) => 'no such invitation in this organization',
  /** The one answer for an unknown, used, expired, revoked or foreign token, and for a granter who lost the right. */
  'invitation/not-valid': (_: Record<never, never>) => 'the invitation is not valid (any more): ask for a new one',
  'invitation/not-pending': ({ status }: { invitationId: string; status: string }) =>
    `the invitation is not pending but \`${status}\``,
  'invitation/already-invited': ({ invitationId }: { memberId: string; invitationId: string }) =>
    `there is an open invitation to this address, \`${invitationId}\`: resend it`,
  'invitation/already-member': (_: Record<never, never>) => 'this person is a member already',
  'invitation/invalid-address': ({ problem }: { email: string; problem: string; line?: number }) =>
    `not an address that can be invited: ${problem}`,
  'invitation/expiry-passed': ({ expiresAt }: { expiresAt: string }) =>
    `an invitation that ends at \`${expiresAt}\` would be over before it is sent`,
  'invitation/email-mismatch': (_: Record<never, never>) => 'the invitation is for another address',
  'invitation/email-not-verified': (_: Record<never, never>) =>
    'accepting needs an address that the application has verified',
}
