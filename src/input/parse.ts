/** From whatever came in to a typed input, or to one error that names every field that is wrong. */
import type * as z from 'zod/mini'
import { GuildhallError, type InputIssue } from '../errors.js'

/** A closed schema whose output is `T`. */
export type InputSchema<T> = z.ZodMiniType<T>

/** @throws GuildhallError `input/invalid` with every issue; nothing else, however hostile the input is. */
export function parse<T>(schema: InputSchema<T>, input: unknown): T {
  let result: z.core.util.SafeParseResult<T>
  try {
    result = schema.safeParse(input, { reportInput: true })
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

/** What is wrong with the alternative of a union that was meant: one whose outermost type fits, with the least wrong. */
function unionIssues(issue: z.core.$ZodIssueInvalidUnion): InputIssue[] {
  const isText = typeof issue.input === 'string'
  const fitting = issue.errors.filter((alternative) => !alternative.some((inner) => isOutermostType(inner, isText)))
  const [meant] = fitting.sort((a, b) => a.length - b.length)
  if (meant !== undefined) {
    return meant.flatMap((inner) => issuesOf({ ...inner, path: [...issue.path, ...inner.path] }))
  }
  const path = pathOf(issue.path)
  if (issue.input === undefined) return [{ path, problem: 'is required' }]
  const types = issue.errors.flat().flatMap((inner) => {
    if (inner.code === 'invalid_value') return inner.values.map((value) => `\`${String(value)}\``)
    return inner.code === 'invalid_type' ? [withArticle(inner.expected)] : []
  })
  return [{ path, problem: `must be ${[...new Set(types)].join(' or ')}` }]
}

/** What is not even of the type; a name among names is one only where there is text. */
function isOutermostType({ code, path }: z.core.$ZodIssue, isText: boolean): boolean {
  return path.length === 0 && (code === 'invalid_type' || (code === 'invalid_value' && !isText))
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
