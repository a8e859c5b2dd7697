/** What a role is a role in. */
export const scopes = ['organization', 'workspace', 'team', 'resource'] as const
export type Scope = (typeof scopes)[number]
