import ts from 'typescript'

/** A ```ts block, or several that continue each other, as one module whose lines are the lines of the page. */
export interface Sample {
  page: string
  /** Where its first block begins. */
  line: number
  /** As written. */
  source: string
  /** With every comment that states a value turned into an assertion, line by line. */
  module: string
}

export interface ShellLine {
  page: string
  line: number
  command: string
}

interface Block {
  language: string
  line: number
  lines: string[]
  continues: boolean
}

const fence = /^(\s*)```(.*)$/
const continues = /^\s*<!-- sample: continues -->\s*$/

export function samplesOf(page: string, markdown: string): Sample[] {
  const samples: { line: number; lines: string[] }[] = []
  for (const block of blocksOf(markdown).filter(({ language }) => language === 'ts')) {
    const last = samples.at(-1)
    if (block.continues && last === undefined) throw new Error(`${page}:${block.line} continues nothing`)
    const sample = block.continues && last !== undefined ? last : { line: block.line, lines: [] }
    if (sample !== last) samples.push(sample)
    while (sample.lines.length < block.line - 1) sample.lines.push('')
    sample.lines.push(...block.lines)
  }
  return samples.map(({ line, lines }) => {
    const source = lines.join('\n')
    return { page, line, source, module: assertComments(source) }
  })
}

export function shellLinesOf(page: string, markdown: string): ShellLine[] {
  return blocksOf(markdown)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ line, lines }) => lines.map((text, index) => ({ page, line: line + index, text })))
    .flatMap(({ page, line, text }) =>
      text
        .replace(/(^|\s)#.*$/, '')
        .split('&&')
        .map((command) => ({ page, line, command: command.trim() })),
    )
    .filter(({ command }) => command !== '')
}

/** Why a reader who types this would be let down, or undefined. */
export function troubleWith(command: string, scripts: Readonly<Record<string, string>>): string | undefined {
  const words = command.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word))
  const [program, verb, name] = words
  if (program !== 'npm') return `\`${command}\`: only npm commands are checked; another language tag than sh, then`
  if (verb === 'ci' || verb === 'install') return undefined
  const script = verb === 'run' ? name : verb
  return script !== undefined && script in scripts ? undefined : `\`${command}\`: package.json has no such script`
}

function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  let open: Block | undefined
  let indent = ''
  let marked = false
  markdown.split(/\r?\n/).forEach((text, index) => {
    const edge = fence.exec(text)
    if (open !== undefined) {
      if (edge !== null && edge[2]?.trim() === '') open = undefined
      else open.lines.push(text.startsWith(indent) ? text.slice(indent.length) : text)
    } else if (edge !== null) {
      open = { language: edge[2]?.trim() ?? '', line: index + 2, lines: [], continues: marked }
      indent = edge[1] ?? ''
      blocks.push(open)
      marked = false
    } else if (text.trim() !== '') {
      marked = continues.test(text)
    }
  })
  return blocks
}

/**
 * `access.can('model:train') // true` becomes an assertion; so do a logged value (`console.log(x) // 1`) and a named one
 * (`const x = f() // 1`). A comment that is not the literal of a value is prose and stays one.
 */
function assertComments(source: string): string {
  const tree = ts.createSourceFile('sample.ts', source, ts.ScriptTarget.ES2022, true)
  const edits: { start: number; end: number; text: string }[] = []
  const visit = (node: ts.Node): void => {
    const value = ts.isStatement(node) ? statedValue(source, node) : undefined
    if (value !== undefined) {
      const stated = `).toEqual(${value})`
      if (ts.isExpressionStatement(node)) {
        const shown = loggedBy(node.expression) ?? node.expression
        edits.push({ start: node.getStart(), end: node.end, text: `;expectSample(${shown.getText()}${stated}` })
      } else if (ts.isVariableStatement(node)) {
        const name = node.declarationList.declarations.at(-1)?.name.getText()
        edits.push({ start: node.end, end: node.end, text: `;expectSample(${name}${stated}` })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  if (edits.length === 0) return source
  let module = source
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
    module = module.slice(0, start) + text + module.slice(end)
  }
  return `import { expect as expectSample } from 'vitest';${module}`
}

function statedValue(source: string, statement: ts.Statement): string | undefined {
  const comment = ts.getTrailingCommentRanges(source, statement.end)?.[0]
  if (comment?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined
  const text = source.slice(comment.pos + 2, comment.end).trim()
  const parsed = ts.createSourceFile('value.ts', `(${text}\n)`, ts.ScriptTarget.ES2022, true)
  const [only, ...others] = parsed.statements
  if (only === undefined || others.length > 0 || !ts.isExpressionStatement(only)) return undefined
  const clean = ts.transpileModule(`(${text}\n)`, { reportDiagnostics: true }).diagnostics?.length === 0
  return clean && isLiteral(only.expression) ? text : undefined
}

function isLiteral(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node)) return isLiteral(node.expression)
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand)
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral)
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((one) => ts.isPropertyAssignment(one) && isLiteral(one.initializer))
  }
  if (ts.isIdentifier(node)) return node.text === 'undefined'
  const { TrueKeyword, FalseKeyword, NullKeyword } = ts.SyntaxKind
  return ts.isLiteralExpression(node) || [TrueKeyword, FalseKeyword, NullKeyword].includes(node.kind)
}

function loggedBy(node: ts.Expression): ts.Expression | undefined {
  const logs = ts.isCallExpression(node) && node.expression.getText() === 'console.log' && node.arguments.length === 1
  return logs ? node.arguments[0] : undefined
}
