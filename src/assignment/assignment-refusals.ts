/** Why something about an assignment is refused: code, typed details and message, each stated once. */
export const assignmentRefusals = {
  'assignment/not-found': (_: { assignmentId: string }) => 'no such assignment in this organization',
  'assignment/never-in-force': ({ startsAt, expiresAt }: { startsAt?: string; expiresAt: string }) =>
    startsAt === undefined || startsAt < expiresAt
      ? `an assignment that ends at \`${expiresAt}\` would be over already`
      : `an assignment that begins at \`${startsAt}\` cannot end at \`${expiresAt}\``,
  'assignment/members-only': ({ principalKind }: { principalKind: string; scopeKind: string }) =>
    `roles in a team are for members, not for a ${principalKind}`,
  'assignment/too-many': ({ limit }: { limit: number; principalId?: string; scopeId?: string }) =>
    `nobody but members holds, and nothing bears, more than \`${limit}\` assignments: take some away first`,
}
