/** How the screen says what is wrong. */
import { type GuildhallError, isGuildhallError } from 'guildhall'
import { alarming, bad, count, lines, visible } from './print.js'
import type { DemoError, Problem } from './problems.js'

export const leftOut = (problems: readonly Problem[]): string =>
  `${lines(`${bad('✗')} ${count(problems.length, 'entry', 'entries')} left out:`)}\n${list(problems)}`

function list(problems: readonly Problem[]): string {
  const most = 20
  const told = problems.slice(0, most).map((problem) => `   ${inWords(problem)}`)
  return (problems.length > most ? [...told, `   and ${problems.length - most} more`] : told).join('\n')
}

const inWords = ({ line, field, problem }: Problem): string =>
  visible(`line ${line}: ${field === undefined ? problem : `${field}: ${problem}`}`)

/** What was wrong, in one line where one line says it. */
export function complaint(error: DemoError | GuildhallError): string {
  if (isGuildhallError(error)) {
    const problem = isGuildhallError(error, 'storage/failed') ? ` (${error.details.problem})` : ''
    return `${alarming('✗')} ${visible(`${error.code}: ${error.message}${problem}`)}`
  }
  const { message, problems } = error
  const [only, ...others] = problems
  if (only === undefined) return `${alarming('✗')} ${visible(message)}`
  if (others.length === 0) return `${alarming('✗')} ${visible(message)}: ${inWords(only)}`
  return `${alarming('✗')} ${visible(message)}, for ${problems.length} reasons:\n${list(problems)}`
}
