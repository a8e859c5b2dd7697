/** What a role is a role in. */
export const scopes = ['organization', 'workspace', 'team', 'resource'] as const
export type Scope = (typeof scopes)[number]

/**
 * How a role of the organization reaches into workspaces: into all of them, whoever is in them; into those that its
 * holder is in, where no role of their own is given to them there (S3-07); or not at all.
 */
export const reaches = ['always', 'unless-assigned', 'never'] as const
export type Reach = (typeof reaches)[number]
