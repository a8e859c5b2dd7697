/** Why something about a custom role is refused: code, typed details and message, each stated once. */
export const roleRefusals = {
  'role/not-found': (_: { roleId: string }) => 'no such custom role in this organization',
  'role/name-taken': ({ name, role }: { name: string; role: string }) => `\`${role}\` is called \`${name}\` already`,
  'role/in-use': ({ holders, more }: { roleId: string; holders: number; more: boolean }) =>
    `${more ? 'more than ' : ''}\`${holders}\` hold the role: name another to replace it with`,
  'role/too-many-holders': ({ limit }: { roleId: string; limit: number }) =>
    `at most \`${limit}\` holders are moved at once: give some of them another role first`,
}
