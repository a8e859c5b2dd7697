import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  auditFindings,
  createGuildhall,
  definePolicy,
  type ErrorCode,
  errorCodes,
  type Guildhall,
  GuildhallError,
  guildhallPermissions,
  type HistoryEntry,
  type InOrganization,
} from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { commands, commandsByName } from '../../src/commands.js'
import { erased } from '../../src/decision/command.js'
import { Slice } from '../../src/organization/slice.js'
import { ruleNames } from '../../src/rules/index.js'
import { entry } from '../../tsup.config.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(posix.join(root, path), 'utf8')

function filesUnder(top: string, ending: string): string[] {
  const names = readdirSync(posix.join(root, top), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith(ending)).map((name) => `${top}/${name.replaceAll('\\', '/')}`)
}

const pages = ['README.md', ...filesUnder('docs', '.md')]
const texts = new Map(pages.map((page) => [page, read(page)]))
const textOf = (page: string) => texts.get(page) ?? ''

// ----------------------------------------------------------------------------------------------------- reading the docs

type Row = { readonly [column: string]: string }

/** The rows of the table whose first columns have these heads, behind some words. */
function table(page: string, heads: string, behind = ''): Row[] {
  const text = textOf(page)
  const lines = text.slice(text.indexOf(behind)).split('\n')
  const start = lines.findIndex((line) => `${cells(line).join(' | ')} | `.startsWith(`${heads} | `))
  if (start < 0) throw new Error(`${page} has no table that begins with \`${heads}\``)
  const columns = cells(lines[start] ?? '')
  const length = lines.slice(start + 2).findIndex((line) => !line.startsWith('|'))
  return lines
    .slice(start + 2, length < 0 ? undefined : start + 2 + length)
    .map((line) => Object.fromEntries(cells(line).map((cell, place) => [columns[place] ?? '', cell])))
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

/** The names in backticks. */
const quoted = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
const name = (text = ''): string => quoted(text)[0] ?? ''

/** What stands outside of fences. */
function prose(page: string): string {
  return textOf(page).replace(/^```[\s\S]*?^```$/gm, '')
}

// --------------------------------------------------------------------------------------------------- reading the source

const sources = new Map(
  filesUnder('src', '.ts').map((path) => [
    path,
    ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS),
  ]),
)

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}

function literalsIn(node: ts.Node | undefined): string[] {
  const found: string[] = []
  if (node !== undefined) {
    visit(node, (one) => {
      if (ts.isStringLiteralLike(one)) found.push(one.text)
    })
  }
  return [...new Set(found)]
}

const eventType = /^(organization|member|invitation|team|group|workspace|resource|role|assignment)\.[a-z]+(_[a-z]+)*$/
const eventsIn = (node: ts.Node) => literalsIn(node).filter((text) => eventType.test(text) && !commandsByName.has(text))

/** Every type of event that the source can emit. */
const events = [...new Set([...sources.values()].flatMap(eventsIn))].sort()

/** The members of an interface, by name; it is looked for at the front door, unless said. */
function interfaceMembers(wanted: string, path?: string): ReadonlyMap<string, ts.TypeElement> {
  const members = new Map<string, ts.TypeElement>()
  const doors = [...sources].filter(([from]) => (path === undefined ? /\/(front|\w+-)door\.ts$/ : from === path))
  for (const statement of doors.flatMap(([, source]) => [...source.statements])) {
    if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== wanted) continue
    for (const member of statement.members) if (member.name !== undefined) members.set(member.name.getText(), member)
  }
  if (members.size === 0) throw new Error(`${path ?? 'the front door'} has no interface \`${wanted}\``)
  return members
}

/** The string literals of a type, of a constant or of anything else that is declared by name. */
function literalsOf(wanted: string, path: string): string[] {
  const found: string[] = []
  for (const statement of sources.get(path)?.statements ?? []) {
    const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement
    if (declared !== undefined && 'name' in declared && (declared.name as ts.Identifier).text === wanted)
      found.push(...literalsIn(declared))
  }
  if (found.length === 0) throw new Error(`${path} has no \`${wanted}\``)
  return found
}

/** The codes that `Command<Input, Result, Codes>` names. */
function ownCodes(member: ts.TypeElement | undefined): string[] {
  const type = member !== undefined && ts.isPropertySignature(member) ? member.type : undefined
  return type !== undefined && ts.isTypeReferenceNode(type) ? literalsIn(type.typeArguments?.[2]) : []
}

const askedFor = (member: ts.TypeElement | undefined): string[] => {
  const [, permission] = /Asks for `([^`]+)`/.exec(member?.getFullText() ?? '') ?? []
  return permission === undefined ? [] : [permission]
}

/** The details of every code, as the functions that make its message take them: `line?` where one may be absent. */
function detailsByCode(): ReadonlyMap<string, string[]> {
  const details = new Map<string, string[]>()
  for (const [path, source] of sources) {
    if (!/(-refusals|errors)\.ts$/.test(path)) continue
    visit(source, (node) => {
      if (!ts.isPropertyAssignment(node) || !ts.isStringLiteral(node.name) || !ts.isArrowFunction(node.initializer))
        return
      const type = node.initializer.parameters[0]?.type
      const members = type !== undefined && ts.isTypeLiteralNode(type) ? [...type.members] : []
      details.set(
        node.name.text,
        members
          .filter(ts.isPropertySignature)
          .map((one) => `${one.name.getText()}${one.questionToken === undefined ? '' : '?'}`),
      )
    })
  }
  return details
}

/** The codes that a rule names in its type. */
function codesOfRule(rule: string): string[] {
  const codes: string[] = []
  visit(sources.get(`src/rules/${rule}.ts`) ?? ts.factory.createNull(), (node) => {
    if (ts.isVariableDeclaration(node) && node.type !== undefined && ts.isTypeReferenceNode(node.type))
      if (node.type.typeName.getText() === 'Rule') codes.push(...literalsIn(node.type))
  })
  return codes
}

// ------------------------------------------------------------------------------------------------------------ the tests

describe('the list of errors', () => {
  const rows = table('docs/errors.md', 'code')
  const details = detailsByCode()

  test('has every code, and no other', () => {
    expect(rows.map((row) => name(row.code)).sort()).toEqual([...errorCodes].sort())
  })

  test.for(rows.map((row): [string, Row] => [name(row.code), row]))('knows %s', ([code, row]) => {
    const error = new GuildhallError(code as ErrorCode, {} as never, { message: '' })
    expect(name(row.kind)).toBe(error.kind)
    expect(quoted(row.details)).toEqual(details.get(code))
    expect(row.status).toBe(String(statusInRecipe(code, error.kind)))
  })

  test('is the only place where codes come from: no page names another', () => {
    const known = new Set<string>(errorCodes)
    const nouns = new Set(errorCodes.map((code) => code.split('/')[0]))
    const unknown = pages.flatMap((page) =>
      [...textOf(page).matchAll(/[`']([a-z]+)\/([a-z]+(?:-[a-z]+)*)[`']/g)]
        .filter(([, noun = '', reason]) => nouns.has(noun) && !known.has(`${noun}/${reason}`))
        .map(([text]) => `${page}: ${text}`),
    )
    expect(unknown).toEqual([])
  })
})

/** The status that the recipe's table gives. */
function statusInRecipe(code: string, kind: string): number {
  const recipe = textOf('docs/recipes/request-handler.md')
  const [, own] = new RegExp(`\\['${code}', (\\d+)\\]`).exec(recipe) ?? []
  const [, general] = new RegExp(`^  '?${kind}'?: (\\d+),$`, 'm').exec(recipe) ?? []
  return Number(own ?? general)
}

test('the policy page has every permission of Guildhall’s own, in its own words', () => {
  const rows = table('docs/policy.md', 'permission').map((row) => [
    name(row.permission),
    { allows: row['what it allows'], scopes: quoted(row['in roles of scope']) },
  ])
  expect(Object.fromEntries(rows)).toEqual(guildhallPermissions)
})

test('the rules page has every rule in order, with its codes', () => {
  const rows = table('docs/rules.md', 'rule').map((row) => [name(row.rule), quoted(row.codes)])
  expect(rows).toEqual(ruleNames.map((rule) => [rule, codesOfRule(rule)]))
})

describe('the list of commands', () => {
  const rows = new Map(table('docs/commands.md', 'call | name in the history').map((row) => [name(row.call), row]))
  const interfaces = {
    organizations: 'OrganizationCommands',
    members: 'MemberCommands',
    invitations: 'InvitationCommands',
    teams: 'TeamCommands',
    groups: 'GroupCommands',
    workspaces: 'WorkspaceCommands',
    resources: 'ResourceCommands',
    roles: 'RoleCommands',
    assignments: 'AssignmentCommands',
  }
  /** What a command asks for where there is nothing that it could ask about. */
  const nothing = Slice.ofNothing('org_none')
  const inputOf = (call: string): object => ({
    ...{
      principals: [],
      scopes: ['organization'],
      assignmentIds: [],
      resources: [],
      resource: { type: 'a', key: 'b' },
    },
    ...(call === 'teams.create' ? {} : { teamId: 'x', groupId: 'x', workspaceId: 'x' }),
  })
  const all = Object.entries(commands).flatMap(([group, inGroup]) =>
    Object.entries(inGroup).map(([key, command]) => ({
      group: group as keyof typeof commands,
      key,
      command: erased(command),
    })),
  )

  test('has every command, and no other', () => {
    expect([...rows.keys()]).toEqual(all.map(({ group, key }) => `${group}.${key}`))
  })

  test.for(all.map((one) => [`${one.group}.${one.key}`, one] as const))(
    'knows %s',
    ([call, { group, key, command }]) => {
      const row = rows.get(call) ?? {}
      const asked = command.authorize(nothing, inputOf(`${group}.${key}`))
      const member = interfaceMembers(interfaces[group]).get(key)
      expect(name(row['name in the history'])).toBe(command.name)
      expect(quoted(row['asks for'])).toEqual(typeof asked === 'string' ? [] : [asked.permission])
      expect(askedFor(member)).toEqual(typeof asked === 'string' ? [] : [asked.permission])
      expect(quoted(row['refusals of its own'])).toEqual(ownCodes(member))
      const file = [...sources.values()].find((source) => source.text.includes(`name: '${command.name}'`))
      expect(quoted(row.events)).toEqual(expect.arrayContaining(file === undefined ? ['?'] : eventsIn(file)))
      expect(events).toEqual(expect.arrayContaining(quoted(row.events)))
      expect(textOf('docs/commands.md')).toMatch(new RegExp(`hall\\.(attempt\\.)?${group}\\.${key}\\(`))
    },
  )
})

test('the commands page has every query, with what it asks for, and everything else of the hall', () => {
  const text = textOf('docs/commands.md')
  const rows = new Map(table('docs/commands.md', 'call | asks for').map((row) => [name(row.call), row]))
  const groups = {
    organizations: 'OrganizationQueries',
    members: 'MemberQueries',
    invitations: 'InvitationQueries',
    teams: 'TeamQueries',
    groups: 'GroupQueries',
    workspaces: 'WorkspaceQueries',
    resources: 'ResourceQueries',
    roles: 'RoleQueries',
    assignments: 'AssignmentQueries',
    history: 'HistoryQueries',
  }
  for (const [group, queries] of Object.entries(groups)) {
    for (const [key, member] of interfaceMembers(queries)) {
      const row = rows.get(`${group}.${key}`)
      if (row === undefined) expect(text).toContain(`\`${group}.${key}\``)
      else expect(quoted(row['asks for'])).toEqual(askedFor(member))
    }
  }
  const { verify } = Object.fromEntries(interfaceMembers('Guildhall'))
  expect(quoted(rows.get('verify')?.['asks for'])).toEqual(askedFor(verify))
  for (const key of interfaceMembers('Guildhall').keys()) expect(text).toMatch(new RegExp(`(hall\\.|\`)${key}\\b`))
})

describe('the list of events', () => {
  const rows = table('docs/history.md', 'type')

  test('has every type that the source emits, and no other', () => {
    expect(rows.map((row) => name(row.type)).sort()).toEqual(events)
  })

  test('tells what stands before and after', async () => {
    const told = await everyEvent()
    expect([...new Set(told.map(({ type }) => type))].sort()).toEqual(events)
    const keysOf = (type: string, side: 'before' | 'after') =>
      new Set(told.filter((one) => one.type === type).flatMap((one) => Object.keys(one[side] ?? {})))
    for (const row of rows) {
      const type = name(row.type)
      expect({ type, keys: new Set(quoted(row.before)) }).toEqual({ type, keys: keysOf(type, 'before') })
      expect({ type, keys: new Set(quoted(row.after)) }).toEqual({ type, keys: keysOf(type, 'after') })
    }
  })
})

const lifePolicy = definePolicy({
  permissions: [],
  roles: { member: {}, guide: { scope: 'workspace' }, captain: { scope: 'team' }, admin: {} },
})

/** Direct permissions, custom roles and assignments, as they come and go. */
async function giveAndTake(hall: Guildhall, org: InOrganization): Promise<void> {
  const permissions = ['history:read'] as const
  const { id: memberId } = await hall.members.add({ ...org, userId: 'eve', permissions })
  await hall.members.setPermissions({ ...org, memberId, permissions: [] })
  await hall.invitations.invite({ ...org, emails: 'fay@acme.test', permissions })
  const { id: roleId } = await hall.roles.create({ ...org, name: 'Deputy', permissions: [] })
  await hall.roles.update({ ...org, roleId, permissions })
  const term = { startsAt: '2000-01-01T00:00:00Z', expiresAt: '2000-01-02T00:00:00Z' }
  const { ids } = await hall.assignments.assign({ ...org, principals: [{ memberId }], role: roleId, ...term })
  await hall.assignments.change({ ...org, assignmentId: ids[0] ?? '', expiresAt: '2000-01-03T00:00:00Z' })
  await hall.assignments.unassign({ ...org, assignmentIds: ids })
  await hall.roles.delete({ ...org, roleId })
}

/** A life in which everything happens that can. */
async function everyEvent(): Promise<readonly HistoryEntry[]> {
  const told: HistoryEntry[] = []
  let now = 0
  const hall = createGuildhall({ storage: memoryStorage(), policy: lifePolicy, clock: () => now })
  hall.subscribe(({ events }) => void told.push(...events))
  const ann = { userId: 'ann', email: 'ann@acme.test', emailVerified: true }
  const { id: organizationId, admin } = await hall.organizations.create({
    actor: ann,
    name: 'A',
    slug: 'aa',
    seatLimit: 9,
  })
  const org = { organizationId, actor: ann }
  await hall.organizations.update({ ...org, slug: 'bb' })
  await hall.organizations.setSeatLimit({ ...org, seatLimit: null })
  const bob = await hall.members.add({ ...org, userId: 'bob' })
  await hall.members.add({ ...org, userId: 'cid' })
  await hall.members.update({ ...org, memberId: bob.id, name: 'Bob' })
  await hall.members.changeRole({ ...org, memberId: bob.id, role: 'admin' })
  await teamsAndGroups(hall, org, bob.id)
  await hall.members.deactivate({ ...org, memberId: bob.id })
  await hall.members.reactivate({ ...org, memberId: bob.id })
  await hall.members.remove({ ...org, memberId: bob.id, dispositions: { task: 'unassign' } })
  await hall.members.leave({ organizationId, actor: { userId: 'cid' } })
  const emails = ['1', '2', '3', '4'].map((one) => `${one}@acme.test`)
  const { ids, secrets } = await hall.invitations.invite({ ...org, emails })
  const id = (place: number) => ({ ...org, invitationId: ids[place] ?? '' })
  await hall.invitations.accept({
    token: secrets[0]?.token ?? '',
    actor: { userId: 'dan', email: '1@acme.test', emailVerified: true },
  })
  await hall.invitations.decline({ token: secrets[1]?.token ?? '' })
  await hall.invitations.changeRole({ ...id(2), role: 'admin' })
  await hall.invitations.resend(id(2))
  await hall.invitations.revoke(id(2))
  await workspacesAndResources(hall, org, admin.id)
  await giveAndTake(hall, org)
  now += 10 * 86_400_000
  await hall.maintain()
  await hall.organizations.archive(org)
  await hall.organizations.restore(org)
  await hall.organizations.delete(org)
  return told
}

async function teamsAndGroups(
  { teams, groups }: Guildhall<typeof lifePolicy>,
  org: InOrganization,
  memberId: string,
): Promise<void> {
  const { id: teamId } = await teams.create({ ...org, name: 'T', key: 't' })
  const { id: parentId } = await teams.create({ ...org, name: 'P' })
  await teams.update({ ...org, teamId, key: null, capacity: 5 })
  await teams.move({ ...org, teamId, parentId })
  await teams.addMembers({ ...org, teamId, memberIds: [memberId] })
  await teams.changeRole({ ...org, teamId, memberId, role: 'captain' })
  await teams.removeMembers({ ...org, teamId, memberIds: [memberId] })
  await teams.delete({ ...org, teamId })
  const { id: groupId } = await groups.create({ ...org, name: 'G', key: 'g' })
  await groups.update({ ...org, groupId, key: null })
  await groups.addMembers({ ...org, groupId, memberIds: [memberId] })
  await groups.removeMembers({ ...org, groupId, memberIds: [memberId] })
  await groups.delete({ ...org, groupId })
}

async function workspacesAndResources(
  hall: Guildhall,
  org: { readonly organizationId: string; readonly actor: { readonly userId: string } },
  memberId: string,
): Promise<void> {
  const { id: workspaceId } = await hall.workspaces.create({ ...org, name: 'W' })
  const { id: groupId } = await hall.groups.create({ ...org, name: 'G' })
  const here = { ...org, workspaceId }
  await hall.workspaces.update({ ...here, key: 'w' })
  await hall.workspaces.addMembers({ ...here, memberIds: [memberId], groupIds: [groupId] })
  await hall.workspaces.changeRole({ ...here, memberId, role: 'guide' })
  await hall.workspaces.changeRole({ ...here, groupId, role: 'guide' })
  const { id: guestId } = await hall.members.add({ ...org, userId: 'guest' })
  await hall.workspaces.addMembers({ ...here, memberIds: [guestId] })
  await hall.workspaces.removeMembers({ ...here, memberIds: [guestId], groupIds: [groupId] })
  const resource = { type: 'app', key: 'one' }
  await hall.resources.create({ ...org, ...resource })
  await hall.resources.update({ ...org, resource, name: 'One' })
  await hall.resources.move({ ...org, resource, workspaceId })
  await hall.resources.transfer({ ...org, resource, to: { memberId } })
  await hall.resources.delete({ ...org, resource })
  await hall.workspaces.delete(here)
}

describe('a table that mirrors the source is whole:', () => {
  const policy = 'src/access/read-definition.ts'
  const seats = ['statuses', 'exceptRoles'].map((field) => `seats.${field}`)
  const whole: [string, string, string, () => Iterable<string>][] = [
    ['docs/commands.md', 'option', '', () => interfaceMembers('GuildhallOptions', 'src/guildhall.ts').keys()],
    ['docs/commands.md', 'outcome', '', () => literalsOf('InviteOutcome', 'src/invitation/invite-members.ts')],
    ['docs/concepts.md', 'field', '', () => [...interfaceMembers('Receipt', 'src/execute.ts').keys(), 'secrets']],
    ['docs/concepts.md', 'status', '', () => literalsOf('memberStatuses', 'src/member/member.ts')],
    [
      'docs/policy.md',
      'field',
      '',
      () => [...literalsOf('definitionFields', policy).filter((one) => one !== 'seats'), ...seats],
    ],
    ['docs/policy.md', 'field', 'And of a role:', () => literalsOf('roleFields', policy)],
    [
      'docs/policy.md',
      'reason',
      '',
      () => [...literalsOf('DenialReason', 'src/access/explain.ts'), ...literalsOf('Obstacle', 'src/access/facts.ts')],
    ],
    ['docs/plans.md', 'field', '', () => [...interfaceMembers('AcceptedPlan').keys()].filter((one) => one !== 'ok')],
    ['docs/adapters.md', 'function', '', () => interfaceMembers('Storage', 'src/storage.ts').keys()],
  ]

  test.for(whole)('%s, %s %s', ([page, head, behind, names]) => {
    const told = table(page, head, behind).flatMap((row) => quoted(row[head]))
    expect(told.sort()).toEqual([...names()].sort())
  })
})

test('the history page has every finding of the auditor, in its own words', () => {
  const rows = table('docs/history.md', 'finding').map((row) => [name(row.finding), row.meaning])
  expect(Object.fromEntries(rows)).toEqual(auditFindings)
})

describe('the list of exports', () => {
  const config = posix.join(root, 'test/tsconfig.json')
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    posix.join(root, 'test'),
  )
  const program = ts.createProgram(
    Object.values(entry).map((path) => posix.join(root, path)),
    options,
  )
  const checker = program.getTypeChecker()

  /** The names that an entry exports, and whether each is there at run time. */
  function exportsOf(path: string): ReadonlyMap<string, boolean> {
    const source = program.getSourceFile(posix.join(root, path))
    const module = source && checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${path} exports nothing`)
    return new Map(
      checker.getExportsOfModule(module).map((symbol) => {
        const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
        return [symbol.name, (target.flags & ts.SymbolFlags.Value) !== 0]
      }),
    )
  }

  function section(heading: string): string {
    const [, rest = ''] = textOf('docs/exports.md').split(`\n## \`${heading}\`\n`)
    return rest.split('\n## ')[0] ?? ''
  }

  const subpath = (key: string) => (key === 'index' ? 'guildhall' : `guildhall/${key}`)

  test.for(Object.entries(entry).map(([key, path]) => [subpath(key), path] as const))('knows %s', ([key, path]) => {
    const exported = exportsOf(path)
    const told = quoted(section(key)).filter((one) => /^[A-Za-z]+$/.test(one))
    const names = [...exported.keys()]
    // what the core exports is listed under `guildhall`; here its values suffice
    const due = key === 'guildhall/core' ? names.filter((one) => exported.get(one)) : names
    expect([...new Set(told)].sort()).toEqual(due.sort())
  })

  test('has a page that shows each value at work, or says what it is', () => {
    const elsewhere = pages.filter((page) => page !== 'docs/exports.md').map(textOf)
    const values = Object.values(entry).flatMap((path) => [...exportsOf(path)].filter(([, value]) => value))
    const unseen = values.filter(([one]) => !elsewhere.some((text) => new RegExp(`\\b${one}\\b`).test(text)))
    expect(unseen.map(([one]) => one)).toEqual([])
  })
})

describe('the pages', () => {
  /** As the places where people read them make anchors of headings. */
  const anchor = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
  const anchorsOf = (page: string) =>
    new Set([...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchor(heading)))

  const links = pages.flatMap((page) =>
    [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => {
      const [path = '', fragment] = link.split('#')
      return { page, link, fragment, target: path === '' ? page : posix.join(posix.dirname(page), path) }
    }),
  )

  test('link to pages and headings that are there', () => {
    const broken = links.filter(({ link, target, fragment }) => {
      if (/^[a-z]+:/.test(link)) return false
      if (!existsSync(posix.join(root, target))) return true
      const isPage = statSync(posix.join(root, target)).isFile() && target.endsWith('.md')
      return fragment !== undefined && isPage && !anchorsOf(target).has(fragment)
    })
    expect(broken.map(({ page, link }) => `${page}: ${link}`)).toEqual([])
  })

  test('can all be reached from the README', () => {
    const reached = new Set(['README.md'])
    for (const page of reached) for (const link of links) if (link.page === page) reached.add(link.target)
    expect(pages.filter((page) => !reached.has(page) && !page.startsWith('docs/demo/'))).toEqual([])
  })

  test.for(pages.filter((page) => !page.startsWith('docs/demo/')))('%s begins by saying what it is for', (page) => {
    const [heading, blank, first] = textOf(page).split('\n')
    expect(heading).toMatch(/^# \S/)
    expect(blank).toBe('')
    expect(first).toMatch(/^[A-Z`]/)
  })
})
