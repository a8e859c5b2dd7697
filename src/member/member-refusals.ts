/** Why something about a member is refused: code, typed details and message, each stated once. */
export const memberRefusals = {
  'member/not-found': (_: { memberId?: string }) => 'no such member in this organization',
  'member/last-admin': ({ adminRole }: { adminRole: string }) =>
    `no other active \`${adminRole}\` would remain: make somebody else one first`,
  'member/was-removed': ({ memberId }: { memberId: string }) =>
    `this person was removed as \`${memberId}\`: they return by a new invitation`,
  'member/duplicate-user': ({ memberId }: { memberId: string }) => `the user is a member already, as \`${memberId}\``,
  'member/duplicate-email': ({ memberId }: { memberId: string }) =>
    `the address belongs to a member already, \`${memberId}\``,
  'member/not-active': ({ status }: { memberId: string; status: string }) =>
    `the member is not active but \`${status}\``,
  'member/not-deactivated': ({ status }: { memberId: string; status: string }) =>
    `the member is not deactivated but \`${status}\``,
  'member/not-admin': ({ adminRole }: { adminRole: string }) =>
    `only an active member who holds \`${adminRole}\` can hand it over`,
  'member/own-role': (_: { memberId: string }) =>
    'nobody changes their own role: another admin does it, or `transferAdmin` hands it over',
  'member/self-elevation': ({ role }: { memberId: string; role?: string }) =>
    `nobody raises themselves: ${role === undefined ? 'this' : `\`${role}\``} would add to what they hold`,
  'member/holds-more': (_: { memberId: string; role?: string; missing: readonly string[] }) =>
    'nobody acts on a member who holds more than they hold or may assign',
  'member/too-many-edges': ({ limit }: { memberId: string; limit: number }) =>
    `a member belongs to, and is assigned, no more than \`${limit}\`: take something away first`,
  'member/separation-of-duty': ({
    separation,
    roles,
    most,
  }: {
    memberId: string
    separation: string
    roles: readonly string[]
    most: number
  }) =>
    `\`${separation}\` keeps ${roles.map((role) => `\`${role}\``).join(', ')} apart: at most ${most} for one member`,
  'member/owns-blocked': ({ type, count }: { memberId: string; type: string; count: number }) =>
    `the member owns \`${count}\` of type \`${type}\`, and nobody who does so is removed like this`,
  'member/profile-incomplete': ({ missing }: { missing: readonly string[] }) =>
    `the profile lacks ${missing.map((field) => `\`${field}\``).join(', ')}`,
}
