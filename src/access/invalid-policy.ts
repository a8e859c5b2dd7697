/** The one place where a bad policy is turned into an error. */
import { GuildhallError } from '../guildhall-error.js'

/**
 * `path` names the place in the definition, for example `roles.creator.inherits`.
 * @throws GuildhallError `policy/invalid`
 */
export function invalidPolicy(path: string, problem: string): never {
  throw new GuildhallError('policy/invalid', { path, problem }, { message: invalidPolicyMessage({ path, problem }) })
}

export const invalidPolicyMessage = ({ path, problem }: { path: string; problem: string }) =>
  `policy \`${path}\`: ${problem}`

/** Names as a message lists them. */
export const list = (values: Iterable<string>): string => [...values].map((name) => `\`${name}\``).join(', ') || 'none'
