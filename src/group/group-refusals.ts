/** Why something about a group is refused: code, typed details and message, each stated once. */
export const groupRefusals = {
  'group/not-found': (_: { groupId?: string; key?: string }) => 'no such group in this organization',
  'group/key-taken': ({ key }: { key: string; groupId: string }) => `another group has the key \`${key}\``,
  'group/too-many-workspaces': ({ limit }: { groupId: string; limit: number }) =>
    `a group is in no more than \`${limit}\` workspaces: take it out of one first`,
}
