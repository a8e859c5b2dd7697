import { accessFromJSON } from 'guildhall/core'
import { memoryStorage } from 'guildhall/memory'
import { postgresStorage } from 'guildhall/postgres'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Guildhall, Storage } from '../../src/index.js'
import { at, ends, memberOf, organizationId, wholeModel, wholePolicy } from '../access/whole-model.js'
import { createDatabase, realPostgres } from '../support/postgres.js'

let now = at
let asked: string[] = []
let hall: Guildhall<typeof wholePolicy>

/** The storage, telling what it is asked. */
function counting(storage: Storage): Storage {
  return new Proxy(storage, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...parameters: unknown[]) => {
        asked.push(String(name))
        return value.apply(target, parameters)
      }
    },
  })
}

beforeEach(async () => {
  now = at
  hall = await wholeModel(counting(memoryStorage()), () => now)
  asked = []
})

const named = [
  { type: 'app', key: 'app' },
  { type: 'app', key: 'in' },
] as const
const whole = (userId: string, on = hall) =>
  on.access({ organizationId, userId, resources: [...named], workspaces: ['wsp_shut'], teams: ['tem_top', 'tem_sub'] })
const system = { organizationId, actor: { system: 'test' } }
const permissions = ['doc:read', 'doc:write', 'doc:delete', 'doc:share', 'assignment:read'] as const
const places = [
  {},
  { workspace: 'wsp_open' },
  { workspace: 'wsp_shut' },
  { team: 'tem_top' },
  { team: 'tem_sub' },
  { resource: named[0] },
  { resource: named[1] },
  { resource: 'res_app' },
] as const
type PlaceIn = (typeof places)[number]
const placed = (place: PlaceIn) => (Object.keys(place).length === 0 ? undefined : (place as { readonly team: string }))

describe('access to everything', () => {
  test('is loaded in one round trip', async () => {
    await whole('bo')
    expect(asked).toEqual(['read'])
  })

  test('S1-39, S3-28 counts what comes through nested teams, groups and workspaces', async () => {
    const bo = await whole('bo')
    expect(bo.can('doc:write')).toBe(false)
    expect(bo.can('doc:write', { team: 'tem_sub' })).toBe(true)
    expect(bo.can('doc:write', { team: 'tem_top' })).toBe(false)
    expect(bo.can('doc:write', { workspace: 'wsp_open' })).toBe(true)
    // the group's role there is another role: the member's own does not reach in any more (S3-07)
    expect(bo.can('doc:read', { workspace: 'wsp_open' })).toBe(false)
    expect(bo.can('doc:write', { workspace: 'wsp_shut' })).toBe(false)
    expect(bo.can('doc:write', { resource: named[0] })).toBe(true)
    expect(bo.can('doc:share', { resource: named[1] })).toBe(true)
    expect(bo.explain('doc:write', { resource: named[0] })).toMatchObject({
      via: [{ role: 'editor', held: { by: 'assignment', principalId: 'tem_top', throughTeamId: 'tem_sub' } }],
    })
  })

  test('S2-10 knows whose a resource is', async () => {
    const cy = await whole('cy')
    expect(cy.can('doc:delete', { resource: named[0] })).toBe(true)
    expect(cy.can('doc:delete:own', { resource: named[1] })).toBe(false)
    expect((await whole('bo')).can('doc:delete', { resource: named[0] })).toBe(false)
  })

  test('S4-81 expires to the millisecond, swept or not, and begins so', async () => {
    const dee = await whole('dee')
    expect(dee.validUntil).toBe(ends)
    now = ends - 1
    expect(dee.can('assignment:read')).toBe(true)
    expect(dee.can('doc:share')).toBe(false)
    now = ends
    expect(dee.can('assignment:read')).toBe(false)
    expect(dee.can('doc:share')).toBe(true)
    expect(dee.validUntil).toBeUndefined()
    expect(dee.explain('assignment:read')).toMatchObject({
      reasons: ['no-role-grants'],
      lookedAt: expect.arrayContaining([expect.objectContaining({ role: 'auditor', bar: 'expired' })]),
    })
    // a clock that is set back finds what held then
    now = ends - 1
    expect(dee.can('assignment:read')).toBe(true)
  })

  test('what was not loaded is denied, and told so', async () => {
    const bo = await hall.access({ organizationId, userId: 'bo' })
    expect(bo.can('doc:write', { resource: named[0] })).toBe(false)
    expect(bo.explain('doc:write', { resource: named[0] })).toMatchObject({ reasons: ['not-loaded'], remedies: [] })
    expect(() => bo.require('doc:write', { resource: named[0] })).toThrow('this needs the permission `doc:write`')
  })

  test('travels, and answers the same', async () => {
    for (const userId of ['ada', 'bo', 'cy', 'dee', 'eve', 'nobody']) {
      const here = await whole(userId)
      const sent = JSON.stringify(here)
      const there = accessFromJSON(wholePolicy, JSON.parse(sent), { clock: () => now })
      expect(there.facts).toEqual(here.facts)
      expect(there.matrix()).toEqual(here.matrix())
      expect(sent.length).toBeLessThan(1_500)
    }
  })
})

describe('a single check', () => {
  test('R21 answers what access answers, in one round trip each', async () => {
    for (const userId of ['ada', 'bo', 'cy', 'dee', 'eve', 'nobody']) {
      const access = await whole(userId)
      for (const place of places) {
        for (const permission of permissions) {
          asked = []
          const answer = await hall.check({ organizationId, userId, permission, ...place })
          expect([userId, place, permission, answer]).toEqual([
            userId,
            place,
            permission,
            access.can(permission, placed(place)),
          ])
          expect(asked).toEqual(['read'])
        }
      }
    }
  })

  test('takes attributes', async () => {
    const question = { organizationId, userId: 'bo', permission: 'doc:delete' } as const
    expect(await hall.check({ ...question, on: { ownerUserId: 'bo' } })).toBe(true)
    expect(await hall.check({ ...question, on: { ownerUserId: 'cy' } })).toBe(false)
  })

  test('refuses two scopes at once', async () => {
    const two = {
      organizationId,
      userId: 'bo',
      permission: 'doc:read',
      team: 'tem_sub',
      workspace: 'wsp_open',
    } as const
    await expect(hall.check(two)).rejects.toMatchObject({ code: 'input/invalid' })
  })

  test('R23 is no of an organization that is not there, as of one that the user is not in', async () => {
    const question = { permission: 'organization:read' } as const
    expect(await hall.check({ ...question, organizationId, userId: 'bo' })).toBe(true)
    expect(await hall.check({ ...question, organizationId, userId: 'stranger' })).toBe(false)
    expect(await hall.check({ ...question, organizationId: 'org_no', userId: 'bo' })).toBe(false)
  })
})

describe('the other way round', () => {
  test('R21 who can do this here is the filter of the check, a page a round trip', async () => {
    for (const place of places) {
      for (const permission of permissions) {
        const expected: string[] = []
        for (const userId of ['ada', 'bo', 'cy', 'dee', 'eve'])
          if (await hall.check({ organizationId, userId, permission, ...place })) expected.push(memberOf(userId))
        const found: string[] = []
        let after: string | undefined
        do {
          asked = []
          const more = after === undefined ? {} : { after }
          const page = await hall.members.whoCan({ ...system, permission, ...place, limit: 2, ...more })
          expect(asked).toEqual(['page'])
          found.push(...page.items.map(({ id }) => id))
          after = page.next
        } while (after !== undefined)
        expect([place, permission, found]).toEqual([place, permission, expected])
      }
    }
  })

  test('R21 what a member reaches is the filter of the check', async () => {
    const all = {
      workspace: ['wsp_open', 'wsp_shut'],
      team: ['tem_sub', 'tem_top'],
      resource: ['res_app', 'res_inside'],
    }
    for (const userId of ['ada', 'bo', 'cy', 'dee', 'eve']) {
      const access = await whole(userId)
      for (const kind of ['workspace', 'team', 'resource'] as const) {
        for (const permission of permissions) {
          const { items } = await hall.members.reach({ ...system, memberId: memberOf(userId), permission, kind })
          // of one kind each, as its name says
          const expected = all[kind].filter((id) => access.can(permission, { [kind]: id } as { readonly team: string }))
          expect([userId, kind, permission, items.map(({ id }) => id)]).toEqual([userId, kind, permission, expected])
        }
      }
    }
  })

  test('R7 asks for `assignment:read`, there', async () => {
    const bo = { organizationId, actor: { userId: 'bo' } }
    await expect(hall.members.whoCan({ ...bo, permission: 'doc:read' })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
    expect((await hall.members.whoCan({ ...bo, permission: 'doc:read', team: 'tem_sub' })).items).toHaveLength(4)
    await expect(
      hall.members.reach({ ...bo, memberId: memberOf('cy'), permission: 'doc:read', kind: 'team' }),
    ).rejects.toMatchObject({ code: 'access/not-allowed' })
    await expect(hall.members.accessReport({ ...bo, memberId: memberOf('cy') })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
  })

  test('R11 somebody who is not there is not found', async () => {
    const nobody = { ...system, memberId: 'mem_foreign' }
    await expect(hall.members.accessReport(nobody)).rejects.toMatchObject({ code: 'member/not-found' })
    await expect(hall.members.reach({ ...nobody, permission: 'doc:read', kind: 'team' })).rejects.toMatchObject({
      code: 'member/not-found',
    })
  })
})

test('S4-77 a report has all that a member holds, where from and until when', async () => {
  asked = []
  const bo = await hall.members.accessReport({ ...system, memberId: memberOf('bo') })
  expect(asked).toEqual(['read', 'read'])
  expect(bo.more).toBe(false)
  expect(bo.entitlements).toMatchObject([
    { by: 'organization-role', role: 'member' },
    { by: 'membership', membership: { containerId: 'grp_1' } },
    { by: 'membership', membership: { containerId: 'tem_sub', role: 'captain' } },
    { by: 'membership', membership: { containerId: 'wsp_open', role: 'contributor' }, throughGroupId: 'grp_1' },
    { by: 'assignment', assignment: { id: 'asg_custom' }, state: 'not-begun' },
    { by: 'assignment', assignment: { id: 'asg_group' }, state: 'in-force', throughGroupId: 'grp_1' },
    { by: 'assignment', assignment: { id: 'asg_team' }, state: 'in-force', throughTeamId: 'tem_sub' },
  ])
  const access = await whole('bo')
  for (const row of bo.matrix) expect(row.permissions).toEqual(access.permissions(row.in))
  expect(bo.matrix).toHaveLength(6)
})

const server = realPostgres()

describe.skipIf('missing' in server)('on Postgres', () => {
  let pool: pg.Pool | undefined
  afterAll(() => pool?.end())

  test('access to everything takes one statement, and answers the same', async () => {
    pool = new pg.Pool({ connectionString: await createDatabase('access_facts') })
    const statements: string[] = []
    const client = {
      query: (text: string, values?: unknown[]) => {
        statements.push(text)
        return pool?.query(text, values)
      },
    }
    // as much of a client as the adapter asks for
    const storage = postgresStorage(client as never)
    await storage.migrate()
    const onPostgres = await wholeModel(storage, () => now)
    for (const userId of ['ada', 'bo', 'cy', 'dee', 'eve', 'nobody']) {
      statements.length = 0
      const access = await whole(userId, onPostgres)
      expect(statements).toHaveLength(1)
      expect(access.matrix()).toEqual((await whole(userId)).matrix())
      const who = await onPostgres.members.whoCan({ ...system, permission: 'doc:write', resource: named[0] })
      expect(who.items.map(({ id }) => id)).toEqual([memberOf('ada'), memberOf('bo')])
      expect(statements).toHaveLength(2)
    }
  })
})
