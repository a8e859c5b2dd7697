/** Why something about an organization is refused: code, typed details and message, each stated once. */
export const organizationRefusals = {
  'organization/not-found': (_: { organizationId?: string; slug?: string }) =>
    'no such organization, or the actor is not an active member of it',
  'organization/archived': (_: { organizationId: string }) =>
    'the organization is archived and accepts nothing: restore it first',
  'organization/not-archived': (_: { organizationId: string }) => 'the organization is not archived',
  'organization/slug-taken': ({ slug }: { slug: string }) => `the slug \`${slug}\` belongs to another organization`,
  'organization/seat-limit': ({ limit, seats }: { limit: number; seats: number }) =>
    `no free seat: \`${seats}\` would be taken of \`${limit}\`; remove somebody, revoke an invitation or raise the limit`,
  'organization/catalogue-full': ({ limit }: { limit: number; count: number }) =>
    `an organization has at most \`${limit}\` custom roles, shared workspaces and assignments of groups, teams and everyone`,
}
