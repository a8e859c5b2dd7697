/** What can be wrong with what the demo is given: the one error that it throws, and how problems are gathered. */
import type { InputIssue } from 'guildhall'

/** Something that cannot be imported, and where it stands. */
export interface Problem {
  readonly line: number
  readonly field?: string
  readonly problem: string
}

/** The one error of the demo's own: what is wrong, in words, and on which lines. */
export class DemoError extends Error {
  override readonly name = 'DemoError'
  readonly problems: readonly Problem[]

  constructor(message: string, problems: readonly Problem[] = []) {
    super(message)
    this.problems = problems
  }
}

/** Problems as they are found, each told once. */
export class Problems {
  readonly #found = new Map<string, Problem>()

  constructor(problems: readonly Problem[]) {
    for (const problem of problems) this.add(problem)
  }

  add({ line, field, problem }: Problem): void {
    this.#found.set(JSON.stringify([line, field, problem]), {
      line,
      problem,
      ...(field === undefined ? {} : { field }),
    })
  }

  /** What Guildhall finds wrong with the fields of an input that was made from this line. */
  addIssues(line: number, issues: readonly InputIssue[]): void {
    // an address that is malformed makes the user id that was made of it malformed too
    const telling = issues.filter(({ path }) => path !== 'userId')
    for (const { path, problem } of telling.length > 0 ? telling : issues) this.add({ line, field: path, problem })
  }

  inOrder(): readonly Problem[] {
    return [...this.#found.values()].sort((a, b) => a.line - b.line)
  }
}

/** Takes issues apart by what their path begins with; what is left of the path is the field. */
export function byPlace(
  prefix: RegExp,
  issues: readonly InputIssue[],
): { readonly [place: string]: readonly InputIssue[] } {
  const places: { [place: string]: InputIssue[] } = {}
  for (const { path, problem } of issues) {
    const [begin = '', place = ''] = prefix.exec(path) ?? []
    places[place] = [...(places[place] ?? []), { path: path.slice(begin.length), problem }]
  }
  return places
}

/** A piece of a file, short enough for a message. */
export const quoted = (text: string): string => `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``
