/** The one refusal that access itself gives. */
import { GuildhallError } from '../guildhall-error.js'

export const notAllowedMessage = ({ permission }: { permission: string }): string =>
  `this needs the permission \`${permission}\``

export const notAllowed = (permission: string): GuildhallError =>
  new GuildhallError('access/not-allowed', { permission }, { message: notAllowedMessage({ permission }) })
