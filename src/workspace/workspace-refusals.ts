/** Why something about a workspace is refused: code, typed details and message, each stated once. */
export const workspaceRefusals = {
  'workspace/not-found': (_: { workspaceId: string }) => 'no such workspace in this organization',
  'workspace/key-taken': ({ key }: { key: string; workspaceId: string }) => `another workspace has the key \`${key}\``,
  'workspace/has-resources': (_: { workspaceId: string }) =>
    'there are resources in the workspace: move or delete them first',
  'workspace/personal': (_: { workspaceId: string }) => 'only its owner is in a personal workspace',
  'workspace/admin-stays': ({ memberId }: { workspaceId: string; memberId: string }) =>
    `\`${memberId}\` is an admin, and admins are in every shared workspace`,
}
