/** Why an actor may not, or may not hand on: code, typed details and message, each stated once. */
import { notAllowedMessage } from './not-allowed.js'

export const accessRefusals = {
  'access/not-allowed': ({ permission }: { permission: string }) => notAllowedMessage({ permission }),
  'role/unknown': ({ role }: { role: string }) => `the policy has no role \`${role}\``,
  'role/wrong-scope': ({ role, scope, scopes }: { role: string; scope: string; scopes: readonly string[] }) =>
    `\`${role}\` is a role of scope \`${scope}\`: what is given here is ${scopes.length === 0 ? 'no role' : `a role of scope ${scopes.map((name) => `\`${name}\``).join(' or ')}`}`,
  'role/not-assignable': ({ role }: { role: string }) => `\`${role}\` is declared but cannot be assigned yet`,
  'role/admin-only-own': ({ role }: { role: string }) =>
    `\`${role}\` is only ever a member's own role: give it with \`members.changeRole\``,
  'role/members-only': ({ role }: { role: string; principalKind: string }) =>
    `\`${role}\` is under a separation of duty, and so for members one by one`,
  'role/ceiling': ({ role, missing }: { role?: string; missing: readonly string[] }) =>
    `${role === undefined ? 'this' : `\`${role}\``} is more than whoever gives or takes it holds or may assign: ${missing.map((name) => `\`${name}\``).join(', ')}`,
  'permission/unknown': ({ permissions }: { permissions: readonly string[] }) =>
    `the policy has no ${permissions.map((name) => `\`${name}\``).join(', ')}`,
  'permission/wrong-scope': ({ permissions, scope }: { permissions: readonly string[]; scope: string }) =>
    `${permissions.map((name) => `\`${name}\``).join(', ')}: not for a role of scope \`${scope}\``,
}
