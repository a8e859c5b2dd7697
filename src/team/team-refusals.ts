/** Why something about a team is refused: code, typed details and message, each stated once. */
export const teamRefusals = {
  'team/not-found': (_: { teamId?: string; key?: string }) => 'no such team in this organization',
  'team/key-taken': ({ key }: { key: string; teamId: string }) => `another team has the key \`${key}\``,
  'team/below-itself': (_: { teamId: string; parentId: string }) => 'a team is never below itself',
  'team/too-deep': ({ levels }: { parentId: string; levels: number }) => `teams nest \`${levels}\` levels deep at most`,
  'team/too-many-children': ({ limit }: { parentId: string; limit: number }) =>
    `at most \`${limit}\` teams are right below one team`,
  'team/has-children': (_: { teamId: string }) => 'there are teams below the team: move or delete them first',
  'team/has-resources': (_: { teamId: string }) => 'the team owns resources: transfer or delete them first',
  'team/full': ({ capacity, members }: { teamId: string; capacity: number; members: number }) =>
    `the team takes \`${capacity}\` members, and there would be \`${members}\``,
}
