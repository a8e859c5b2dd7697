/** Every SQL text that the adapter can emit, with parameters that fit an organization such as `plans.test.ts` makes. */
import { Author, event } from '../../../adapters/conformance/builders.js'
import { invitation, member } from '../../../adapters/conformance/records.js'
import type { Statement } from '../../../adapters/postgres/sql-client.js'
import { findStatement, sweepStatement } from '../../../adapters/postgres/statements/across.js'
import { commitStatement, giveBackStatement } from '../../../adapters/postgres/statements/commit.js'
import { historyStatement, pageStatement, revisionsStatement } from '../../../adapters/postgres/statements/lists.js'
import { readStatement } from '../../../adapters/postgres/statements/read.js'
import { tablesIn } from '../../../adapters/postgres/statements/sql.js'
import type { Base, Follow, HistoryQuery, Need, PageQuery, Put } from '../../../src/storage.js'

/** Names that stand in the organization. */
export interface World {
  readonly organizationId: string
  readonly base: Base
  readonly slug: string
  readonly members: readonly string[]
  readonly invitations: readonly string[]
  readonly users: readonly string[]
  readonly emails: readonly string[]
  readonly tokens: readonly string[]
  readonly requestId: string
  readonly commitId: string
  readonly now: number
}

export interface Named {
  readonly name: string
  readonly statement: Statement
}

const tables = tablesIn('guildhall')

export function everyStatement(world: World): Named[] {
  const lists = [...pages(world), ...histories(world), ...besideEverything(world)]
  return [...reads(world), ...commits(world), ...lists, ...others(world)]
}

/** All ways to give each of these or leave it out. */
function subsets<T extends object>(optional: T): Partial<T>[] {
  return Object.entries(optional).reduce<Partial<T>[]>(
    (known, [key, value]) => known.flatMap((some) => [some, { ...some, [key]: value }]),
    [{}],
  )
}

const nothing = {}

function membersEdges(depth: number): Follow<'member'>[] {
  if (depth === 0) return [nothing]
  const invitations = invitationsEdges(depth - 1)
  const granters = membersEdges(depth - 1)
  return [
    nothing,
    ...invitations.map((invitation) => ({ invitation })),
    ...granters.map((granter) => ({ granter })),
    { invitation: invitations.at(-1) ?? nothing, granter: granters.at(-1) ?? nothing },
  ]
}

function invitationsEdges(depth: number): Follow<'invitation'>[] {
  return depth === 0 ? [nothing] : [nothing, ...membersEdges(depth - 1).map((member) => ({ member }))]
}

function everyNeed(world: World): Need[] {
  const { members, invitations, users, emails, tokens, requestId, commitId, now } = world
  return [
    ...membersEdges(3).flatMap((follow): Need[] => [
      { get: 'member', ids: members, follow },
      { get: 'member-by-user', keys: users, follow },
      { get: 'member-by-user', keys: users, removed: true, follow },
      { get: 'member-by-email', keys: emails, follow },
      { get: 'member-by-email', keys: emails, removed: true, follow },
    ]),
    ...invitationsEdges(3).flatMap((follow): Need[] => [
      { get: 'invitation', ids: invitations, follow },
      { get: 'invitation-by-token', hashes: tokens, follow },
      { get: 'expired-invitations', at: now, limit: 5, follow },
    ]),
    { get: 'revision-by-request', requestId },
    { get: 'revision-by-commit', commitId },
  ]
}

/** A list alone and, as the library asks for it, with who asks. */
function aloneAndBeside({ users }: World, name: string, list: (needs: readonly Need[]) => Statement): Named[] {
  return [
    { name, statement: list([]) },
    { name: `${name} with who asks`, statement: list([{ get: 'member-by-user', keys: users }]) },
  ]
}

function reads(world: World): Named[] {
  const { organizationId } = world
  const needs = everyNeed(world)
  const read = (name: string, needs: readonly Need[]) => ({
    name: `read ${name}`,
    statement: readStatement(tables, organizationId, needs),
  })
  return [
    read('nothing', []),
    ...needs.map((need) => read(`${need.get} ${JSON.stringify('follow' in need ? need.follow : {})}`, [need])),
    read('everything', needs),
  ]
}

function commits(world: World): Named[] {
  const { organizationId, base, slug } = world
  const [memberId = '', invitationId = ''] = [world.members[0], world.invitations[0]]
  const puts: { readonly [name: string]: Put } = {
    newMember: { kind: 'member', change: 'new', fields: [], record: member('member_new') },
    changedMember: { kind: 'member', change: 'changed', fields: ['role'], record: member(memberId, { role: 'admin' }) },
    newInvitation: { kind: 'invitation', change: 'new', fields: [], record: invitation('invitation_new') },
    changedInvitation: { kind: 'invitation', change: 'changed', fields: ['status'], record: invitation(invitationId) },
  }
  const author = new Author(organizationId)
  const others = subsets({ creation: true, take: 'another-slug', release: [slug], enlisted: true })
  return subsets(puts).flatMap((chosen) =>
    others.map((some) => {
      const { creation, take, release, enlisted } = some
      const draft = {
        ...(take !== undefined && { take }),
        ...(release !== undefined && { release }),
        ...(creation === undefined && { base }),
        puts: Object.values(chosen).filter((put) => put !== undefined),
        events: [event('member.added', { memberId })],
      }
      const changeSet = author.changeSet(draft)
      return {
        name: `commit ${Object.keys({ ...some, ...chosen }).join(' ')}`,
        statement: commitStatement(tables, changeSet, enlisted === undefined),
      }
    }),
  )
}

function pages(world: World): Named[] {
  const { organizationId, members } = world
  const key = { sortKey: 'm050', id: members[0] ?? '' }
  const where = subsets({ status: ['deactivated', 'removed'], role: ['admin', 'guest'], roleGranter: members[1] ?? '' })
  const from: Partial<PageQuery>[] = [{}, { after: key }, { before: key }]
  return (['member', 'invitation'] as const).flatMap((kind) =>
    where.flatMap((where) =>
      from.flatMap((from) => {
        const name = `page of ${kind}s ${[...Object.keys(where), ...Object.keys(from)].join(' ')}`
        return aloneAndBeside(world, name, (needs) =>
          pageStatement(tables, organizationId, { kind, where, limit: 50, ...from }, needs),
        )
      }),
    ),
  )
}

function histories(world: World): Named[] {
  const { organizationId, members, base, now } = world
  const optional = {
    memberId: members[0] ?? '',
    actor: 'system:rare',
    types: ['member.rare', 'member.removed'],
    from: now - 100,
    until: now,
    afterRevision: 1,
    after: { revision: Math.ceil(base.revision / 2), index: 0 },
  } satisfies Partial<HistoryQuery>
  return subsets(optional).flatMap((some) =>
    (['oldest-first', 'newest-first'] as const).flatMap((order) => {
      const name = `history ${order} ${Object.keys(some).join(' ')}`
      return aloneAndBeside(world, name, (needs) =>
        historyStatement(tables, organizationId, { ...some, order, limit: 50 }, needs),
      )
    }),
  )
}

/** Lists that everything is needed beside. */
function besideEverything(world: World): Named[] {
  const { organizationId } = world
  const where = { status: ['active'], role: ['admin', 'guest'] }
  const page = { kind: 'member', where, limit: 50 } as const
  const history = { types: ['member.rare'], order: 'newest-first', limit: 50 } as const
  const needs = everyNeed(world)
  return [
    { name: 'page with everything', statement: pageStatement(tables, organizationId, page, needs) },
    { name: 'history with everything', statement: historyStatement(tables, organizationId, history, needs) },
  ]
}

function others(world: World): Named[] {
  const { organizationId, slug, users, emails, now } = world
  const changeSet = new Author(organizationId).changeSet({ take: slug })
  const [userId = '', emailKey = ''] = [users[0], emails[0]]
  return [
    { name: 'revisions', statement: revisionsStatement(tables, organizationId, { after: 10, limit: 50 }) },
    { name: 'give back', statement: giveBackStatement(tables, changeSet, { kind: 'slug', key: slug }) },
    { name: 'find by slug', statement: findStatement(tables, { by: 'slug', slug }) },
    { name: 'find by user', statement: findStatement(tables, { by: 'user', userId, limit: 50 }) },
    { name: 'find by email', statement: findStatement(tables, { by: 'email', emailKey, limit: 50 }) },
    { name: 'find expired', statement: findStatement(tables, { by: 'expired-invitations', at: now, limit: 50 }) },
    { name: 'sweep', statement: sweepStatement(tables, { deletedBefore: now, limit: 100 }) },
  ]
}
