/** What an editor offers while a policy is being written: asked of the language service that editors use. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const file = `${root}test/types/being-written.ts`
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

/** The names offered at `|`. */
const offered = (body: string): string[] => {
  const source = `import { definePolicy, createAccess } from '../../src/core.js'\n${body}`
  text = source.replace('|', '')
  version += 1
  const entries = service.getCompletionsAtPosition(file, source.indexOf('|'), {})?.entries ?? []
  return entries.map((entry) => entry.name)
}

const policyWith = (rest: string): string =>
  `const policy = definePolicy({ permissions: ['model:read', 'data:read'], roles: { admin: {}, viewer: {}, ${rest} })`

test('the permissions of a role, wildcards and conditions included', () => {
  const names = offered(policyWith(`creator: { permissions: ['|'] } }`))
  expect(names).toEqual(
    expect.arrayContaining(['*', 'model:*', 'data:*', 'model:read', 'model:read:own', 'member:update-role']),
  )
  expect(names).not.toContain('member:*')
})

test('the roles that can be inherited and assigned', () => {
  expect(offered(policyWith(`creator: { inherits: ['|'] } }`)).sort()).toEqual(['admin', 'creator', 'viewer'])
  expect(offered(policyWith(`creator: { assigns: ['|'] } }`)).sort()).toEqual(['admin', 'creator', 'viewer'])
})

test('the scopes', () => {
  expect(offered(policyWith(`creator: { scope: '|' } }`)).sort()).toEqual([
    'organization',
    'resource',
    'team',
    'workspace',
  ])
})

test('the two named roles, of organization scope only', () => {
  const rest = `manager: { scope: 'workspace' } }, `
  expect(offered(policyWith(`${rest}defaultRole: '|'`)).sort()).toEqual(['admin', 'viewer'])
  expect(offered(policyWith(`${rest}adminRole: '|'`)).sort()).toEqual(['admin', 'viewer'])
})

test('the questions', () => {
  const names = offered(`${policyWith('}')}
    declare const facts: Parameters<typeof createAccess>[1]
    createAccess(policy, facts).can('|')`)
  expect(names).toEqual(expect.arrayContaining(['model:read', 'data:read:own', 'history:verify']))
  expect(names).not.toContain('model:*')
})

test('a policy prints on one line', () => {
  const source = `import { definePolicy } from '../../src/core.js'\n${policyWith(`manager: { scope: 'workspace' } }`)}`
  text = source
  version += 1
  const info = service.getQuickInfoAtPosition(file, source.indexOf('policy ='))
  const hover = ts.displayPartsToString(info?.displayParts)
  // the order of a union is the type checker's own
  expect(hover).toMatch(/^const policy: Policy<"model:read" \| "data:read", ("[^\s,]+"( \| )?){3}, NoConditions>$/)
  expect(hover).toContain('"manager@workspace"')
})
