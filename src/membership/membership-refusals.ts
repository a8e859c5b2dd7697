/** Why a membership is refused: code, typed details and message, each stated once. */
export const membershipRefusals = {
  'membership/not-a-member': ({ principalId }: { principalId: string; containerId: string }) =>
    `\`${principalId}\` is not of this organization (any more), and only its members and groups join`,
  'membership/not-found': ({ principalId }: { containerId: string; principalId: string }) =>
    `\`${principalId}\` is not in it by themselves`,
  'membership/other-role': ({ principalId }: { containerId: string; principalId: string; role: string | null }) =>
    `\`${principalId}\` is in it already, in another role: change that`,
}
