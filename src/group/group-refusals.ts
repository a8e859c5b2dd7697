/** Why something about a group is refused: code, typed details and message, each stated once. */
export const groupRefusals = {
  'group/not-found': (_: { groupId: string }) => 'no such group in this organization',
}
