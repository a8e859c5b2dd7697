/** Why something about a workspace is refused: code, typed details and message, each stated once. */
export const workspaceRefusals = {
  'workspace/not-found': (_: { workspaceId: string }) => 'no such workspace in this organization',
}
