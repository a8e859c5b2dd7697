/** A role by name, whether the policy has it or the organization has made it itself. */
import type { CompiledPolicy, CompiledRole } from '../access/compile.js'
import type { Rights } from '../access/rights.js'
import type { State } from '../decision/rule.js'

export function roleIn(
  state: Pick<State, 'customRole'>,
  policy: CompiledPolicy,
  name: string,
): CompiledRole | undefined {
  const role = policy.role(name)
  if (role !== undefined) return role
  const custom = state.customRole(name)
  return custom && policy.customRole(custom)
}

/** What a role comes to; nothing where there is none of this name. */
export function rightsIn(state: Pick<State, 'customRole'>, policy: CompiledPolicy, name: string | undefined): Rights {
  return (name === undefined ? undefined : roleIn(state, policy, name))?.bits ?? policy.rightsOf(undefined)
}
