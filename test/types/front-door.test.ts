/** What an editor shows and offers at the front door: asked of the language service that editors use. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const file = `${root}test/types/at-the-front-door.ts`
let text = ''
let version = 0
let service: ts.LanguageService

beforeAll(() => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : '0'),
    getScriptSnapshot: (name) => {
      const content = name === file ? text : ts.sys.readFile(name)
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
})

const opening = `import { createGuildhall, definePolicy, type Storage } from '../../src/index.js'
declare const storage: Storage
const policy = definePolicy({
  permissions: ['model:read', 'model:train'],
  roles: { admin: {}, viewer: { permissions: ['model:read'] }, manager: { scope: 'workspace' } },
})
const hall = createGuildhall({ storage, policy })
const given = { organizationId: 'org_1', actor: { userId: 'u1' } }
`

function write(body: string): string {
  const source = opening + body
  text = source.replace('|', '')
  version += 1
  return source
}

/** The names offered at `|`. */
function offered(body: string): string[] {
  const source = write(body)
  const entries = service.getCompletionsAtPosition(file, source.indexOf('|'), {})?.entries ?? []
  return entries.map((entry) => entry.name)
}

/** What is shown when the pointer rests on the name before `|`. */
function hovered(body: string): { readonly shown: string; readonly said: string } {
  const source = write(body)
  const info = service.getQuickInfoAtPosition(file, source.indexOf('|') - 1)
  return {
    shown: ts.displayPartsToString(info?.displayParts),
    said: ts.displayPartsToString(info?.documentation),
  }
}

describe('offered are', () => {
  test('the roles of the organization, and no others, wherever a role is given', () => {
    for (const call of [
      `hall.members.add({ ...given, userId: 'u2', role: '|' })`,
      `hall.members.changeRole({ ...given, memberId: 'mem_1', role: '|' })`,
      `hall.members.transferAdmin({ ...given, memberId: 'mem_1', role: '|' })`,
      `hall.members.list({ ...given, role: ['|'] })`,
      `hall.invitations.invite({ ...given, emails: 'bo@acme.test', role: '|' })`,
      `hall.invitations.invite({ ...given, emails: [{ email: 'bo@acme.test', role: '|' }] })`,
      `hall.invitations.changeRole({ ...given, invitationId: 'inv_1', role: '|' })`,
      `hall.attempt.members.changeRole({ ...given, memberId: 'mem_1', role: '|' })`,
      `hall.plan.members.changeRole({ ...given, memberId: 'mem_1', role: '|' })`,
    ])
      expect([call, ...offered(call).sort()]).toEqual([call, 'admin', 'viewer'])
  })

  test('the fields that are lacking', () => {
    const names = offered('hall.members.remove({ ...given, | })')
    expect(names).toEqual(expect.arrayContaining(['memberId', 'reason', 'idempotencyKey']))
    expect(names).not.toContain('force')
  })

  test('the codes of a command, when a refusal is looked at', () => {
    const names = offered(`const left = await hall.attempt.members.remove({ ...given, memberId: 'mem_1' })
      if (!left.ok && left.refusal.code === '|') {}`)
    expect(names).toEqual(expect.arrayContaining(['member/not-found', 'member/last-admin', 'access/not-allowed']))
    expect(names).not.toContain('organization/slug-taken')
  })

  test('the commands of a batch', () => {
    const names = offered(`hall.batch({ ...given, mode: 'item-by-item', commands: [{ command: '|', input: {} }] })`)
    expect(names).toEqual(expect.arrayContaining(['member.remove', 'organization.update', 'invitation.invite']))
    expect(names).not.toContain('organization.create')
  })
})

describe('on hover', () => {
  test('an application’s hall prints on one line', () => {
    const { shown } = hovered('hall|')
    expect(shown).toMatch(
      /^const hall: Guildhall<Policy<"model:read" \| "model:train", ("[^\s,]+"( \| )?){3}, NoConditions>>$/,
    )
  })

  test('a result prints on one line', () => {
    const added = `const added = await hall.members.add({ ...given, userId: 'u2' })\nadded|`
    expect(hovered(added).shown).toBe('const added: Member & Receipt')
    const plan = `const plan = await hall.plan.members.leave(given)\nif (plan.ok) plan|`
    expect(hovered(plan).shown).toBe('const plan: AcceptedPlan')
    const access = `const access = await hall.access({ organizationId: 'org_1', userId: 'u1' })\naccess|`
    expect(hovered(access).shown.split('\n')).toHaveLength(1)
  })

  test('every command and query says what it does', () => {
    const silent: string[] = []
    for (const group of ['organizations', 'members', 'invitations', 'history']) {
      for (const name of offered(`hall.${group}.|`)) {
        if (hovered(`hall.${group}.${name}|`).said.length < 20) silent.push(`${group}.${name}`)
      }
    }
    for (const name of ['apply', 'batch', 'access', 'verify', 'subscribe', 'maintain', 'on', 'attempt', 'plan'])
      if (hovered(`hall.${name}|`).said.length < 20) silent.push(name)
    expect(silent).toEqual([])
  })
})

describe('no `any`', () => {
  /** The ways to every `any` that the exports of a file lead to, and how many types were looked at. */
  function leaksOf(path: string): { readonly found: readonly string[]; readonly looked: number } {
    const program = service.getProgram()
    const checker = program?.getTypeChecker()
    const source = program?.getSourceFile(path)
    const module = source === undefined ? undefined : checker?.getSymbolAtLocation(source)
    if (program === undefined || checker === undefined || source === undefined || module === undefined)
      throw new Error(`there is no \`${path}\``)
    const seen = new Set<ts.Type>()
    const found: string[] = []
    const visit = (type: ts.Type, path: string): void => {
      if (type.flags & ts.TypeFlags.Any) found.push(path)
      if (seen.has(type)) return
      seen.add(type)
      if (type.isUnionOrIntersection()) for (const part of type.types) visit(part, path)
      for (const argument of checker.getTypeArguments(type as ts.TypeReference) ?? []) visit(argument, `${path}<>`)
      for (const { type: inside } of checker.getIndexInfosOfType(type)) visit(inside, `${path}[]`)
      for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
        if (isOfPlatform(signature.declaration)) continue
        visit(signature.getReturnType(), `${path}()`)
        for (const parameter of signature.getParameters())
          visit(checker.getTypeOfSymbolAtLocation(parameter, source), `${path}(${parameter.name})`)
      }
      for (const property of type.getProperties()) {
        // the type checker's own idea of a class's prototype is one of `any`
        if (isOfPlatform(property.valueDeclaration) || property.name === 'prototype') continue
        visit(checker.getTypeOfSymbolAtLocation(property, source), `${path}.${property.name}`)
      }
    }
    const isOfPlatform = (node: ts.Node | undefined): boolean =>
      node !== undefined && program.isSourceFileDefaultLibrary(node.getSourceFile())
    for (const name of checker.getExportsOfModule(module)) {
      const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name
      const isType = (symbol.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface | ts.SymbolFlags.Class)) !== 0
      if (isType) visit(checker.getDeclaredTypeOfSymbol(symbol), name.name)
      if (symbol.valueDeclaration !== undefined) visit(checker.getTypeOfSymbolAtLocation(symbol, source), name.name)
    }
    return { found, looked: seen.size }
  }

  test('is in anything that the library exports', () => {
    write('')
    const { found, looked } = leaksOf(`${root}src/index.ts`)
    expect(found).toEqual([])
    expect(looked).toBeGreaterThan(300)
  })

  test('would go unseen', () => {
    write(`export interface Leaky { readonly a: (input: { b: Promise<any>[] }) => void; readonly c: Map<string, any> }
      export const leaky = (input: { d: any }) => JSON.parse('1')`)
    const ways = ['Leaky.a(input).b<><>', 'Leaky.c<>', 'leaky()', 'leaky(input).d']
    expect([...leaksOf(file).found].sort()).toEqual(ways)
  })
})
