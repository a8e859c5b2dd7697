/** Why a membership is refused: code, typed details and message, each stated once. */
export const membershipRefusals = {
  'membership/not-a-member': ({ principalId }: { principalId: string; containerId: string }) =>
    `\`${principalId}\` is not of this organization (any more), and only its members and groups join`,
}
