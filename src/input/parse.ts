/** From whatever came in to a typed input, or to one error that names every field that is wrong. */
import type * as z from 'zod/mini'
import { GuildhallError, type InputIssue } from '../errors.js'

/** A closed schema whose output is `T`. */
export type InputSchema<T> = z.ZodMiniType<T>

/** @throws GuildhallError `input/invalid` with every issue; nothing else, however hostile the input is. */
export function parse<T>(schema: InputSchema<T>, input: unknown): T {
  let result: z.core.util.SafeParseResult<T>
  try {
    result = schema.safeParse(input)
  } catch {
    // Getters and proxies can throw whatever they like.
    throw invalidInput([{ path: '', problem: 'could not be read' }])
  }
  if (result.success) return result.data
  throw invalidInput(result.error.issues.flatMap(issuesOf))
}

export function invalidInput(issues: readonly InputIssue[]): GuildhallError<'input/invalid'> {
  return new GuildhallError('input/invalid', { issues })
}

function issuesOf(issue: z.core.$ZodIssue): InputIssue[] {
  const path = pathOf(issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), problem: 'unknown field' }))
    case 'invalid_type':
      return [{ path, problem: issue.input === undefined ? 'is required' : `must be ${withArticle(issue.expected)}` }]
    case 'invalid_value':
      return [{ path, problem: `must be one of ${issue.values.map((value) => `\`${String(value)}\``).join(', ')}` }]
    case 'invalid_union':
      return unionIssues(issue)
    case 'custom':
      return [{ path, problem: issue.message }]
    default:
      return [{ path, problem: 'is not valid' }]
  }
}

/** Of the alternatives of a union, what is wrong with the one that fits best. */
function unionIssues(issue: z.core.$ZodIssueInvalidUnion): InputIssue[] {
  const [closest] = issue.errors
    .map((alternative) => alternative.flatMap((inner) => issuesOf({ ...inner, path: [...issue.path, ...inner.path] })))
    .sort((a, b) => a.length - b.length)
  return closest ?? [{ path: pathOf(issue.path), problem: 'is not valid' }]
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
