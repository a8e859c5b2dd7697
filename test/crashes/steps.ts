/** The endless story of a process that will be killed: step by step, each under a key of its own. */
import type { Shot } from '../races/shot.js'
import { type User, userOf } from '../races/stage.js'

/** The step of this number: it makes exactly one member, and asks for nothing that another step makes. */
export function stepOf(organizationId: string, number: number): Shot {
  const actor: User = userOf('ada', 'doomed')
  const { userId, email } = userOf(`number-${number}`, 'doomed')
  const around = { organizationId, actor, idempotencyKey: `step-${number}` }
  switch (number % 3) {
    case 0:
      return { do: 'members.add', input: { ...around, userId, email } }
    case 1:
      return { do: 'invitations.invite', input: { ...around, emails: email, message: 'x'.repeat(2_000) } }
    default:
      return { do: 'members.add', input: { ...around, userId, name: 'N'.repeat(100), metadata: { number } } }
  }
}

/** The process tells its parent of every step that was answered. */
export interface Told {
  readonly step: number
  readonly said: string
  readonly revision: number
}
