/** Whether somebody may give a role although it holds more than they do. */
import type { CompiledPolicy } from '../access/compile.js'
import type { Standing } from '../access/standing.js'

/** One of the roles that count for them lists it in `assigns`; the admin role gives every role. */
export function mayGive(policy: CompiledPolicy, { roles }: Standing, role: string): boolean {
  // A role that is stored under the name which it had before is what it is now.
  const name = policy.role(role)?.key ?? role
  return roles.some(({ key, assigns }) => key === policy.adminRole || assigns.has(name))
}
