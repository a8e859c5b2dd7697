/** Why something about a team is refused: code, typed details and message, each stated once. */
export const teamRefusals = {
  'team/not-found': (_: { teamId: string }) => 'no such team in this organization',
}
