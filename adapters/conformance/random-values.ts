/** What random commits are made of, and random questions ask for: few values, so that they meet. */

export const organizationIds = ['org_a', 'org_B', 'org-c'] as const
export const memberIds = ['m1', 'm2', 'M3', 'm_4', 'm-5', 'm6', 'm10', 'm11'] as const
export const invitationIds = ['i1', 'I2', 'i_3', 'i-4', 'i5', 'i10'] as const
/** Of every sort that an order could get wrong. */
export const sortKeys = [
  ...(['', 'a', 'a ', 'A', 'b', '10', '9'] as const),
  ...(['e\u0301', '\u00e9', '\ufb00', '\uffee', '\u{10000}', '\u{1f600}'] as const),
] as const
export const recordIds = {
  member: memberIds,
  team: ['t1', 'T2', 't_3', 't-4', 't10'],
  group: ['g1', 'G2', 'g10'],
  workspace: ['w1', 'W2', 'w-3'],
  resource: ['r1', 'R2', 'r_3', 'r-4'],
  role: ['role_1', 'role_B', 'role_10'],
} as const
/** What ids of edges begin with; then come their kind and a number. */
export const edgePrefixes = ['e', 'E', '_', '1'] as const
/** Callers' keys, names and pairs. */
export const keys = ['one', 'One', 'one two', '\u00f6ne'] as const
export const hashes = ['hash_1', 'hash_2', 'Hash_1'] as const
export const users = ['user_1', 'user_2', 'user_3', 'User_1'] as const
export const emails = ['a@example.com', 'b@example.com', 'A@example.com'] as const
export const roles = ['admin', 'member', 'guest'] as const
export const catalogueIds = ['catalogue_1', 'catalogue_2'] as const
export const types = ['a.a', 'a.b', 'b.a'] as const
export const slugs = ['one', 'two', 'three'] as const
export const actors = [{ memberId: 'm1' }, { memberId: 'm2' }, { system: 'm1' }] as const
export const containerStatuses = ['active', 'active', 'deleted'] as const
export const memberStatuses = ['pending', 'active', 'active', 'deactivated', 'removed'] as const
export const invitationStatuses = ['pending', 'pending', 'accepted', 'declined', 'revoked', 'expired'] as const
