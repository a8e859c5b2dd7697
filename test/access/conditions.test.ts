import { describe, expect, test, vi } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import type { Asker } from '../../src/access/conditions.js'
import { definePolicy } from '../../src/access/define-policy.js'
import { factsOf } from './policies.js'

interface Task {
  readonly assigneeIds: readonly string[]
  readonly state?: string
}

const seen: Asker[] = []
const tasks = definePolicy({
  permissions: ['task:read', 'task:complete', 'model:delete', 'member:read-name', 'member:read-file', 'note:read'],
  conditions: {
    assigned: (task: Task, asker) => {
      seen.push(asker)
      return task.assigneeIds.includes(asker.userId)
    },
    'not-locked': (task: Task) => task.state !== 'locked',
    // untyped code answers what it likes
    'yes-ish': (() => 'yes') as unknown as (task: Task) => boolean,
    late: (() => Promise.resolve(true)) as unknown as (task: Task) => boolean,
  },
  roles: {
    worker: {
      permissions: ['task:complete:assigned', 'task:read:not-locked', 'model:delete:own', 'member:read-name'],
    },
    loose: { permissions: ['task:complete:yes-ish', 'task:read:late'] },
    lead: { permissions: ['task:*', 'member:read-file', 'note:read:own'] },
    admin: { permissions: ['*'] },
  },
  defaultRole: 'worker',
  fields: { 'member:read-name': ['firstName', 'lastName'], 'member:read-file': '*', 'note:read:own': ['text'] },
})

const worker = createAccess(tasks, factsOf({ role: 'worker', groups: ['grp_1'] }))
const loose = createAccess(tasks, factsOf({ role: 'loose' }))
const lead = createAccess(tasks, factsOf({ role: 'lead' }))
const mine = { assigneeIds: ['u1'] }

describe('a condition of the app’s', () => {
  test('S1-29, S4-28 holds for things assigned to the asker', () => {
    expect(worker.can('task:complete', { on: mine })).toBe(true)
    expect(worker.can('task:complete', { on: { assigneeIds: ['u2'] } })).toBe(false)
    expect(worker.can('task:complete:assigned', { on: mine })).toBe(true)
    expect(worker.can('task:complete:assigned', { on: { assigneeIds: ['u2'] } })).toBe(false)
    // held for some, and asked for all
    expect(worker.can('task:complete')).toBe(false)
    expect(worker.can('task:complete:assigned')).toBe(true)
    // the bare permission asks no predicate
    expect(lead.can('task:complete', { on: { assigneeIds: [] } })).toBe(true)
  })

  test('is told who asks', () => {
    worker.can('task:complete', { on: mine })
    expect(seen.at(-1)).toEqual({
      ...{ organizationId: 'org_1', userId: 'u1', memberId: 'mem_1' },
      ...{ teamIds: [], groupIds: ['grp_1'] },
    })
    expect(Object.isFrozen(seen.at(-1))).toBe(true)
  })

  const undecided: [string, unknown][] = [
    ['no attributes', {}],
    ['undefined', undefined],
    ['null', null],
    ['text', 'u1'],
    ['an attribute that is undefined', { assigneeIds: undefined }],
    ['an attribute of another kind', { assigneeIds: 7 }],
    ['an attribute of the prototype', Object.create({ toString: 1 })],
    [
      'an attribute that throws',
      {
        get assigneeIds() {
          throw new Error('no')
        },
      },
    ],
  ]
  test.each(undecided)('R19 denies %s', (_, on) => {
    expect(worker.can('task:complete', { on: on as Task })).toBe(false)
  })

  test('denies where an attribute that it reads is missing, even if it would have said yes', () => {
    expect(worker.can('task:read', { on: { assigneeIds: [] } })).toBe(false)
    expect(worker.can('task:read', { on: { assigneeIds: [], state: 'open' } })).toBe(true)
    expect(worker.can('task:read', { on: { assigneeIds: [], state: 'locked' } })).toBe(false)
  })

  test('denies whatever is not `true`', () => {
    expect(loose.can('task:complete', { on: mine })).toBe(false)
    expect(loose.can('task:read', { on: mine })).toBe(false)
  })

  test('takes things of classes, with what their getters say', () => {
    class Stored {
      #assignees = ['u1']
      get assigneeIds() {
        return this.#assignees
      }
    }
    expect(worker.can('task:complete', { on: new Stored() })).toBe(true)
  })

  test('is explained', () => {
    expect(worker.explain('task:complete', { on: mine })).toMatchObject({
      via: [{ role: 'worker', entry: 'task:complete:assigned', condition: 'assigned' }],
    })
    const denied = { decision: 'denied', reasons: ['condition-not-met'] }
    expect(worker.explain('task:complete', { on: { assigneeIds: [] } })).toMatchObject({
      ...denied,
      conditions: [{ condition: 'assigned', outcome: 'not-met' }],
    })
    expect(worker.explain('task:read', { on: { assigneeIds: [] } })).toMatchObject({
      ...denied,
      conditions: [{ condition: 'not-locked', outcome: 'attributes-missing' }],
    })
    expect(worker.explain('task:complete', { on: { assigneeIds: 7 } as unknown as Task })).toMatchObject({
      ...denied,
      conditions: [{ condition: 'assigned', outcome: 'failed' }],
    })
  })
})

describe('S2-10 what is one’s own', () => {
  test.each([
    [{ ownerId: 'mem_1' }, true],
    [{ ownerUserId: 'u1' }, true],
    [{ ownerId: 'mem_1', ownerUserId: 'u1' }, true],
    [{ ownerId: 'mem_1', ownerUserId: 'u2' }, false],
    [{ ownerId: 'u1' }, false],
    [{ ownerUserId: 'mem_1' }, false],
    [{ ownerId: undefined }, false],
    [{}, false],
  ])('%j: %s', (on, expected) => {
    expect(worker.can('model:delete', { on })).toBe(expected)
    expect(worker.can('model:delete:own', { on })).toBe(expected)
  })

  test('is the resource’s, unless attributes say whose the thing on it is', () => {
    const resources = [{ id: 'res_1', type: 'app', key: 'k', ownerId: 'mem_1' }]
    const owner = createAccess(tasks, factsOf({ role: 'worker', resources }))
    const resource = { type: 'app', key: 'k' }
    expect(owner.can('model:delete', { resource })).toBe(true)
    expect(owner.can('model:delete', { resource, on: { ownerId: 'mem_2' } })).toBe(false)
    // a thing without an owner is not one's own because it lies in what is
    expect(owner.can('model:delete', { resource, on: {} })).toBe(false)
    // of a resource alone no other attribute is known
    expect(owner.explain('task:complete', { resource })).toMatchObject({
      conditions: [{ condition: 'assigned', outcome: 'attributes-missing' }],
    })
  })
})

describe('S1-30 fields', () => {
  const cy = { firstName: 'Cy', lastName: 'Young', phone: '555', __proto__: { secret: 1 } }

  test('are those that the permissions show', () => {
    expect(worker.fields('member')).toEqual(['firstName', 'lastName'])
    expect(worker.view('member', cy)).toEqual({ firstName: 'Cy', lastName: 'Young' })
    expect(lead.fields('member')).toBe('*')
    expect(lead.view('member', cy)).toEqual({ firstName: 'Cy', lastName: 'Young', phone: '555' })
    expect(loose.view('member', cy)).toEqual({})
    expect(worker.view('invoice', { total: 9 })).toEqual({})
  })

  test('may depend on the thing', () => {
    const note = { ownerUserId: 'u1', text: 'hm' }
    expect(lead.view('note', note, { on: note })).toEqual({ text: 'hm' })
    expect(lead.view('note', note, { on: { ownerUserId: 'u2' } })).toEqual({})
  })

  test('R18 names that every object has are names like any other', () => {
    const policy = definePolicy({
      permissions: ['a:read'],
      roles: { admin: { permissions: ['*'] }, member: {} },
      fields: { 'a:read': ['__proto__', 'constructor'] },
    })
    const shown = createAccess(policy, factsOf()).view('a', JSON.parse('{"__proto__":{"x":1},"constructor":2,"b":3}'))
    expect(Object.getOwnPropertyNames(shown)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype)
  })
})

test('the clock is looked at only where an assignment has a term', () => {
  const clock = vi.fn(() => 5)
  createAccess(tasks, factsOf(), { clock }).can('task:read')
  expect(clock).not.toHaveBeenCalled()
  const assignment = {
    id: 'asg_1',
    principalKind: 'member',
    principalId: 'mem_1',
    role: 'lead',
    scopeKind: 'organization',
    scopeId: 'org_1',
    expiresAt: 6,
  } as const
  const timed = createAccess(tasks, factsOf({ role: 'worker', assignments: [assignment] }), { clock })
  expect(timed.can('task:complete')).toBe(true)
  expect(clock).toHaveBeenCalled()
  // a clock that tells no time grants nothing that has one
  clock.mockReturnValue(Number.NaN)
  expect(createAccess(tasks, timed.facts, { clock }).can('task:complete')).toBe(false)
})

test('a permission that was looked up beforehand is asked like its name, of its own policy alone', () => {
  const complete = tasks.resolve('task:complete')
  expect(lead.can(complete)).toBe(true)
  expect(worker.can(complete)).toBe(false)
  expect(worker.can(complete, { on: mine })).toBe(true)
  const other = definePolicy({ permissions: ['x:y'], roles: { admin: { permissions: ['*'] }, member: {} } })
  expect(createAccess(other, factsOf()).can(complete)).toBe(false)
  expect(() => tasks.resolve('task:fly' as 'task:read')).toThrow('no permission `task:fly`')
})
