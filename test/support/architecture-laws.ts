import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import ts from 'typescript'

/** Paths from the root of the repository, with their texts. */
export type Sources = ReadonlyMap<string, string>

export interface Breach {
  law: string
  path: string
  line: number
  message: string
}

export interface Report {
  breaches: Breach[]
  /** `as X` other than `as const`, and `!`: tolerated, counted. */
  casts: { path: string; line: number }[]
}

interface Import {
  specifier: string
  /** The file it names, when it is one of ours. */
  target: string | undefined
  typeOnly: boolean
  line: number
}

interface Source {
  path: string
  tree: ts.SourceFile
  imports: Import[]
  isCommand: boolean
}

/** The laws of the house that a reading of the sources can hold: one writer, a pure core, directions, names. */
export function inspect(sources: Sources): Report {
  const files = [...sources].map(([path, text]) => readSource(path, text, sources))
  const report: Report = { breaches: [], casts: [] }
  for (const file of files) {
    const breach = (law: string, line: number, message: string) =>
      report.breaches.push({ law, path: file.path, line, message })
    checkName(file, breach)
    checkImports(file, files, breach)
    walk(file.tree, (node) => {
      const line = lineOf(file.tree, node)
      if (file.path.startsWith('src/') && file.path !== 'src/execute.ts' && takesCommit(node)) {
        breach('one-writer', line, 'only `src/execute.ts` may touch `commit`')
      }
      const impurity = isPure(file.path) ? impurityOf(node) : undefined
      if (impurity !== undefined) breach('pure-core', line, `${impurity} is handed in with the context`)
      if (node.kind === ts.SyntaxKind.AnyKeyword) breach('no-any', line, '`any`')
      if (isCast(node)) report.casts.push({ path: file.path, line })
    })
  }
  for (const cycle of valueCycles(files)) {
    report.breaches.push({ law: 'no-cycles', path: cycle[0] ?? '', line: 1, message: cycle.join(' -> ') })
  }
  return report
}

type Breacher = (law: string, line: number, message: string) => void

// ------------------------------------------------------------------------------------------------------------- reading

function readSource(path: string, text: string, sources: Sources): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  const imports: Import[] = []
  let isCommand = false
  walk(tree, (node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) {
      const target = targetOf(path, specifier.text, sources)
      imports.push({ specifier: specifier.text, target, typeOnly: isTypeOnly(node), line: lineOf(tree, node) })
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'defineCommand') {
      isCommand = !path.startsWith('src/decision/')
    }
  })
  return { path, tree, imports, isCommand }
}

function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  const candidate =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined
  return candidate !== undefined && ts.isStringLiteral(candidate) ? candidate : undefined
}

/** Under `verbatimModuleSyntax` the braces of `import { type X }` still load the file: only `import type` does not. */
function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return ts.isImportTypeNode(node)
}

const published: Readonly<Record<string, string>> = {
  guildhall: 'src/index.ts',
  'guildhall/core': 'src/core.ts',
  'guildhall/memory': 'adapters/memory/index.ts',
  'guildhall/mongo': 'adapters/mongo/index.ts',
  'guildhall/postgres': 'adapters/postgres/index.ts',
  'guildhall/testing': 'adapters/conformance/index.ts',
}

function targetOf(from: string, specifier: string, sources: Sources): string | undefined {
  if (!specifier.startsWith('.')) return published[specifier]
  const joined = posix.join(posix.dirname(from), specifier)
  const bare = joined.replace(/\.(js|ts)$/, '')
  return [`${bare}.ts`, `${joined}/index.ts`].find((path) => sources.has(path)) ?? `${bare}.ts`
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
}

// --------------------------------------------------------------------------------------------------------------- names

const emptyNames = /^(utils?|helpers?|common|types?|services?|managers?)$/
const indexFiles = /^(src\/index\.ts|src\/rules\/index\.ts|adapters\/[^/]+\/index\.ts)$/

function checkName({ path }: Source, breach: Breacher): void {
  const words = path.replace(/\.ts$/, '').split('/').slice(1)
  const empty = words.find((word) => emptyNames.test(word))
  if (empty !== undefined) breach('names', 1, `\`${empty}\` says nothing: name the thing`)
  if (words.at(-1) === 'index' && !indexFiles.test(path)) {
    breach('names', 1, 'no `index.ts` but public entries and `src/rules/index.ts`')
  }
}

// ------------------------------------------------------------------------------------------------------------- imports

/**
 * What an adapter may know of the library: the port, the errors, and each concept's entity file. The conformance kit
 * also knows the memory adapter, which is its oracle.
 */
function adapterMayImport(adapter: string, target: string): boolean {
  if (target.startsWith(`${adapter}/`)) return true
  if (adapter === 'adapters/conformance' && target.startsWith('adapters/memory/')) return true
  const entity = /^src\/([^/]+)\/([^/]+)\.ts$/.exec(target)
  return target === 'src/storage.ts' || target === 'src/errors.ts' || (entity !== null && entity[1] === entity[2])
}

function checkImports(file: Source, files: readonly Source[], breach: Breacher): void {
  const { path } = file
  const adapter = /^adapters\/[^/]+/.exec(path)?.[0]
  for (const { specifier, target, line } of file.imports) {
    const command = files.some((other) => other.path === target && other.isCommand)
    if (isBuiltin(specifier)) breach('no-node', line, `\`${specifier}\`: the library runs where there is no Node`)
    if (target === undefined) {
      if (adapter !== undefined && /^(pg|postgres|mongodb)(\/|$)/.test(specifier)) {
        breach('directions', line, `an adapter takes any client: no \`${specifier}\`, not even its types`)
      }
    } else if (adapter !== undefined) {
      if (!adapterMayImport(adapter, target)) {
        breach('directions', line, `an adapter knows the port, entities and errors, not \`${target}\``)
      }
    } else if (!target.startsWith('src/')) {
      breach('directions', line, `\`src/\` knows no adapter: \`${target}\``)
    } else if (command && file.isCommand) {
      breach('directions', line, `a command imports no other command: \`${target}\``)
    } else if (command && /^src\/(rules|advisories)\//.test(path)) {
      breach('directions', line, `a rule knows no command: \`${target}\``)
    }
  }
}

/** Groups of files that load each other in a circle, each told as the way round. */
function valueCycles(files: readonly Source[]): string[][] {
  const edges = new Map(
    files.map(({ path, imports }) => [path, imports.filter((one) => !one.typeOnly).map((one) => one.target)]),
  )
  const cycles: string[][] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push([...trail.slice(start), path])
    if (start >= 0 || done.has(path)) return
    for (const target of edges.get(path) ?? []) if (target !== undefined) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return cycles
}

// -------------------------------------------------------------------------------------------------------------- syntax

function takesCommit(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'commit'
  if (ts.isElementAccessExpression(node)) {
    return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === 'commit'
  }
  return ts.isBindingElement(node) && (node.propertyName ?? node.name).getText() === 'commit'
}

function isPure(path: string): boolean {
  return (
    path.startsWith('src/') &&
    !/^src\/(sha256\.ts|guildhall\.ts|execute\.ts|queries\/|access\/platform-clock\.ts)/.test(path)
  )
}

const impureGlobals = new Set([
  'Promise',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'fetch',
])
const impureMembers = new Set(['Date.now', 'Math.random', 'globalThis.crypto'])

function impurityOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return '`async`'
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AwaitKeyword) return '`await`'
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText()
    return impureMembers.has(name) ? `\`${name}\`` : undefined
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) {
    return '`new Date()`'
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return '`Date()`'
  if (ts.isStringLiteral(node) && /^nanoid(\/|$)/.test(node.text)) return '`nanoid`'
  if (ts.isIdentifier(node) && impureGlobals.has(node.text) && isValue(node)) return `\`${node.text}\``
  return undefined
}

/** A name that is evaluated: not a type, not a property's name, not what a declaration is called. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent)) {
    return parent.initializer === node
  }
  if (ts.isFunctionDeclaration(parent) || ts.isFunctionExpression(parent) || ts.isClassLike(parent)) return false
  if (ts.isExpressionWithTypeArguments(parent)) return ts.isHeritageClause(parent.parent) && !inType(parent.parent)
  if (ts.isShorthandPropertyAssignment(parent) || ts.isTemplateSpan(parent)) return true
  return ts.isExpression(parent) || ts.isStatement(parent)
}

function inType(clause: ts.HeritageClause): boolean {
  return clause.token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(clause.parent)
}

function isCast(node: ts.Node): boolean {
  if (ts.isNonNullExpression(node) || ts.isTypeAssertionExpression(node)) return true
  return ts.isAsExpression(node) && node.type.getText() !== 'const'
}
