/** Why something about a resource is refused: code, typed details and message, each stated once. */
export const resourceRefusals = {
  'resource/not-found': ({ type, key }: { type: string; key: string }) =>
    `no resource \`${key}\` of type \`${type}\` in this organization`,
  'resource/already-here': ({ type, key }: { type: string; key: string }) =>
    `the resource \`${key}\` of type \`${type}\` is in this organization already`,
  'resource/owner-not-found': (_: { ownerId: string }) =>
    'no such team in this organization, nor a member who has joined: they own resources, or the organization does',
  'resource/self-elevation': ({ missing }: { resourceId: string; missing: readonly string[] }) =>
    `nobody gains rights on a resource by moving or transferring it: ${missing.map((one) => `\`${one}\``).join(', ')} would be new`,
}
