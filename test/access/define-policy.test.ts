import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import { guildhallPermissionNames } from '../../src/access/permissions.js'
import { compiledOf } from '../../src/access/policy.js'
import { definePolicyUntyped, factsOf, models } from './policies.js'

const withRoles = (roles: unknown, more: object = {}) =>
  definePolicyUntyped({ permissions: ['model:read', 'data:read'], roles, ...more })
const withPermissions = (...permissions: unknown[]) =>
  definePolicyUntyped({ permissions, roles: { admin: {}, viewer: {} } })

describe('a policy', () => {
  test('is frozen, and lists what it was given', () => {
    expect(Object.isFrozen(models)).toBe(true)
    expect(models.permissions).toEqual(['model:read', 'model:train', 'model:delete'])
    expect(models.adminRole).toBe('admin')
    expect(models.defaultRole).toBe('viewer')
  })

  test('S1-17, S3-15 can be read as a matrix of roles and permissions', () => {
    const creator = models.roles.find(({ key }) => key === 'creator')
    expect(creator).toEqual({
      key: 'creator',
      label: 'creator',
      scope: 'organization',
      assignable: true,
      reach: 'unless-assigned',
      inherits: ['viewer'],
      assigns: [],
      permissions: [
        'organization:read',
        'member:read',
        'model:read',
        'model:train',
        'model:read:own',
        'model:train:own',
        'model:delete:own',
      ],
    })
    expect(Object.isFrozen(creator)).toBe(true)
  })

  test('labels and descriptions are carried along', () => {
    const policy = withRoles({ admin: { label: 'Administrator', description: 'runs the place' }, viewer: {} })
    expect(policy.roles[0]).toMatchObject({ label: 'Administrator', description: 'runs the place' })
    expect(policy.roles[1]).not.toHaveProperty('description')
  })

  test('keeps nothing of the definition that could be changed later', () => {
    const permissions = ['model:read']
    const viewer = { permissions: ['model:read'] }
    const policy = definePolicyUntyped({ permissions, roles: { admin: {}, viewer } })
    permissions.push('model:delete')
    viewer.permissions.push('member:remove')
    expect(policy.permissions).toEqual(['model:read'])
    expect(compiledOf(policy).namesIn(compiledOf(policy).rightsOf('viewer'))).not.toContain('member:remove')
  })

  test('something that only looks like a policy is none', () => {
    expect(() => compiledOf({ ...models })).toThrow('policy `policy`: make it with `definePolicy`')
  })

  test('is known to another bundle of the library by a registered symbol', () => {
    expect(Object.getOwnPropertySymbols(models)).toEqual([Symbol.for('guildhall.policy')])
  })
})

describe('its JSON', () => {
  const text = (policy: unknown) => JSON.stringify(policy)

  test('says all that decides, and no labels', () => {
    expect(JSON.parse(text(models))).toEqual({
      permissions: ['model:delete', 'model:read', 'model:train'],
      adminRole: 'admin',
      defaultRole: 'viewer',
      ownRole: 'fixed',
      seats: { statuses: ['active', 'pending'], exceptRoles: [] },
      separationOfDuty: [],
      renamed: {},
      conditions: [],
      fields: {},
      roles: {
        admin: {
          scope: 'organization',
          assignable: true,
          reach: 'always',
          assigns: [],
          permissions: [
            ...guildhallPermissionNames,
            ...['model:delete', 'model:read', 'model:train'].flatMap((name) => [name, `${name}:own`]),
          ].sort(),
        },
        creator: {
          scope: 'organization',
          assignable: true,
          reach: 'unless-assigned',
          assigns: [],
          permissions: [
            'member:read',
            'model:delete:own',
            'model:read',
            'model:read:own',
            'model:train',
            'model:train:own',
            'organization:read',
          ],
        },
        viewer: {
          scope: 'organization',
          assignable: true,
          reach: 'unless-assigned',
          assigns: [],
          permissions: ['member:read', 'model:read', 'model:read:own', 'organization:read'],
        },
      },
    })
  })

  test('is equal for policies that decide the same', () => {
    const one = withRoles({ admin: { assigns: ['viewer', 'guest'] }, viewer: { permissions: ['*'] }, guest: {} })
    const other = definePolicyUntyped({
      seats: { statuses: ['active', 'pending'] },
      roles: {
        guest: { label: 'Guest' },
        viewer: { permissions: ['data:*', 'model:read'] },
        admin: { assigns: ['guest', 'viewer'] },
      },
      permissions: ['data:read', 'model:read'],
    })
    expect(text(one)).toBe(text(other))
  })

  test.each([
    ['a permission', withRoles({ admin: {}, viewer: { permissions: ['model:read'] } })],
    ['what is assigned', withRoles({ admin: {}, viewer: { assigns: ['viewer'] } })],
    ['whether a role is assignable', withRoles({ admin: {}, viewer: {}, guest: { assignable: false } })],
    ['the default role', withRoles({ admin: {}, viewer: {} }, { defaultRole: 'admin' })],
    ['the seats', withRoles({ admin: {}, viewer: {} }, { seats: { statuses: ['active'] } })],
    ['the roles without a seat', withRoles({ admin: {}, viewer: {} }, { seats: { exceptRoles: ['viewer'] } })],
    ['what one may do to oneself', withRoles({ admin: {}, viewer: {} }, { ownRole: 'may-lower' })],
  ])('differs where %s differs', (_, policy) => {
    expect(text(policy)).not.toBe(text(withRoles({ admin: {}, viewer: {} })))
  })
})

describe('the two roles with a part of their own', () => {
  test('the admin role is `admin`, unless said', () => {
    expect(withRoles({ admin: {}, owner: {}, viewer: {} }).adminRole).toBe('admin')
    expect(withRoles({ admin: {}, owner: {}, viewer: {} }, { adminRole: 'owner' }).adminRole).toBe('owner')
  })

  test('the default role is `member`, else `viewer`, unless said', () => {
    expect(withRoles({ admin: {}, viewer: {}, member: {} }).defaultRole).toBe('member')
    expect(withRoles({ admin: {}, viewer: {}, guest: {} }).defaultRole).toBe('viewer')
    expect(withRoles({ admin: {}, viewer: {}, guest: {} }, { defaultRole: 'guest' }).defaultRole).toBe('guest')
    expect(withRoles({ admin: {}, viewer: {}, member: { scope: 'team' } }).defaultRole).toBe('viewer')
  })
})

describe('a bad policy is refused by the place and the problem', () => {
  test.each<[string, () => unknown, string]>([
    ['no object', () => definePolicyUntyped(undefined), '`definition`: must be a plain object'],
    [
      'an unknown field',
      () => withRoles({ admin: {}, viewer: {} }, { defaultrole: 'viewer' }),
      '`definition`: has no field `defaultrole`; the fields are `permissions`, `roles`, `adminRole`, `defaultRole`, `ownRole`, `seats`, `separationOfDuty`, `renamed`, `conditions`, `fields`',
    ],
    ['no permissions', () => definePolicyUntyped({ roles: {} }), '`permissions`: must be an array of names'],
    ['a permission that is no string', () => withPermissions(7), '`permissions`: must be an array of names'],
    ['a permission twice', () => withPermissions('a:b', 'a:b'), '`permissions`: names `a:b` twice'],
    ...[
      'model',
      'model:',
      ':read',
      'Model:read',
      'model:read:own',
      'model:*',
      '*',
      '',
      'a--b:c',
      '-a:b',
      'a:b_',
      'a b:c',
      'é:a',
    ]
      .concat('a:b\n', `a:${'b'.repeat(127)}`, '__proto__', '__proto__:a')
      .map((name): [string, () => unknown, string] => [
        `the permission ${JSON.stringify(name)}`,
        () => withPermissions(name),
        `\`permissions\`: \`${name}\` must be \`resource:action\``,
      ]),
    [
      "a permission on one of Guildhall's resources",
      () => withPermissions('member:export'),
      "`permissions`: `member:export`: the permissions on `organization`, `member`, `invitation`, `team`, `group`, `workspace`, `resource`, `role`, `assignment`, `history` are Guildhall's own, but for `read-` and a name",
    ],
    ['no roles', () => withRoles(undefined), '`roles`: must be a plain object'],
    ['no role at all', () => withRoles({}), '`adminRole`: name the role that administers; there is no role `admin`'],
    ['a role that is no object', () => withRoles({ admin: null }), '`roles.admin`: must be a plain object'],
    [
      'an unknown field of a role',
      () => withRoles({ admin: { permision: [] } }),
      '`roles.admin`: has no field `permision`',
    ],
    [
      'a role name that is none',
      () => withRoles({ admin: {}, 'a b': {} }),
      '`roles`: `a b` must be letters and digits',
    ],
    ['a role name too long', () => withRoles({ ['a'.repeat(65)]: {} }), `\`roles\`: \`${'a'.repeat(65)}\` must be`],
    ['a name like a custom role', () => withRoles({ admin: {}, role_x: {} }), '`roles`: `role_x` begins with `role_`'],
    ['a scope that is none', () => withRoles({ admin: { scope: 'galaxy' } }), '`roles.admin.scope`: must be one of'],
    [
      'assignable that is no boolean',
      () => withRoles({ admin: { assignable: 1 } }),
      '`roles.admin.assignable`: must be',
    ],
    ['a label that is no string', () => withRoles({ admin: { label: 1 } }), '`roles.admin.label`: must be a string'],
    [
      'an unknown permission',
      () => withRoles({ admin: {}, viewer: { permissions: ['model:raed'] } }),
      '`roles.viewer.permissions`: no permission `model:raed`',
    ],
    [
      'a condition on what is unknown',
      () => withRoles({ admin: {}, viewer: { permissions: ['modle:read:own'] } }),
      '`roles.viewer.permissions`: no permission `modle:read:own`',
    ],
    [
      "a condition on one of Guildhall's permissions",
      () => withRoles({ admin: {}, viewer: { permissions: ['member:update:own'] } }),
      '`roles.viewer.permissions`: no permission `member:update:own`',
    ],
    [
      'a wildcard that covers nothing',
      () => withRoles({ admin: {}, viewer: { permissions: ['modle:*'] } }),
      "`roles.viewer.permissions`: `modle:*` covers no permission of the app's",
    ],
    [
      "a wildcard over Guildhall's permissions",
      () => withRoles({ admin: { permissions: ['member:*'] }, viewer: {} }),
      "`roles.admin.permissions`: `member:*` covers no permission of the app's; Guildhall's are listed one by one",
    ],
    [
      '`*` where the app has no permission',
      () => definePolicyUntyped({ permissions: [], roles: { admin: {}, viewer: { permissions: ['*'] } } }),
      "`roles.viewer.permissions`: `*` covers no permission of the app's",
    ],
    [
      'an entry twice',
      () => withRoles({ admin: {}, viewer: { permissions: ['model:read', 'model:read'] } }),
      '`roles.viewer.permissions`: names `model:read` twice',
    ],
    [
      "one of Guildhall's permissions in a workspace",
      () => withRoles({ admin: {}, viewer: {}, manager: { scope: 'workspace', permissions: ['member:remove'] } }),
      '`roles.manager.permissions`: `member:remove` is for roles of scope `organization`, and `manager` is of `workspace`',
    ],
    [
      'inheriting from nobody',
      () => withRoles({ admin: {}, viewer: { inherits: ['vewer'] } }),
      '`roles.viewer.inherits`: no role `vewer`; the roles are `admin`, `viewer`',
    ],
    [
      'inheriting the admin role',
      () => withRoles({ admin: {}, viewer: { inherits: ['admin'] } }),
      '`roles.viewer.inherits`: the admin role `admin` cannot be inherited',
    ],
    [
      'inheriting across scopes',
      () => withRoles({ admin: {}, viewer: {}, manager: { scope: 'workspace', inherits: ['viewer'] } }),
      '`roles.manager.inherits`: `viewer` is of scope `organization`, not `workspace`',
    ],
    [
      'inheriting from itself',
      () => withRoles({ admin: {}, viewer: { inherits: ['viewer'] } }),
      '`roles.viewer.inherits`: goes round in a circle: viewer > viewer',
    ],
    [
      'a circle of inheritance',
      () =>
        withRoles({
          admin: { inherits: ['a'] },
          viewer: {},
          a: { inherits: ['b'] },
          b: { inherits: ['c'] },
          c: { inherits: ['b'] },
        }),
      '`roles.b.inherits`: goes round in a circle: b > c > b',
    ],
    [
      'assigning nobody',
      () => withRoles({ admin: {}, viewer: { assigns: ['x'] } }),
      '`roles.viewer.assigns`: no role `x`',
    ],
    ['no such admin role', () => withRoles({ viewer: {} }, { adminRole: 'owner' }), '`adminRole`: no role `owner`'],
    [
      'an admin role elsewhere',
      () => withRoles({ admin: { scope: 'team' }, viewer: {} }, { adminRole: 'admin' }),
      '`adminRole`: `admin` is of scope `team`, not `organization`',
    ],
    [
      'an admin role that nobody can be given',
      () => withRoles({ admin: { assignable: false }, viewer: {} }),
      '`adminRole`: `admin` is not assignable',
    ],
    ['no default role', () => withRoles({ admin: {} }), '`defaultRole`: name the role of those who come without one'],
    [
      'S2-13 a default role that is declared and not yet available',
      () => withRoles({ admin: {}, creator: {}, viewer: { assignable: false } }),
      '`defaultRole`: `viewer` is not assignable',
    ],
    [
      'no statuses',
      () => withRoles({ admin: {}, viewer: {} }, { seats: { statuses: [] } }),
      '`seats.statuses`: name at',
    ],
    [
      'a status that takes no seat',
      () => withRoles({ admin: {}, viewer: {} }, { seats: { statuses: ['removed'] } }),
      '`seats.statuses`: must be one of `pending`, `active`, `deactivated`',
    ],
    [
      'a role of another scope without a seat',
      () => withRoles({ admin: {}, viewer: {}, m: { scope: 'team' } }, { seats: { exceptRoles: ['m'] } }),
      '`seats.exceptRoles`: `m` is of scope `team`, not `organization`',
    ],
    [
      'another own role',
      () => withRoles({ admin: {}, viewer: {} }, { ownRole: 'free' }),
      '`ownRole`: must be one of `fixed`, `may-lower`',
    ],
  ])('%s', (_, define, message) => {
    expect(define).toThrow(`policy ${message}`)
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    'R18 `%s` is no name of a role',
    (name) => {
      const roles = Object.defineProperty({ admin: {}, viewer: {} }, name, { value: {}, enumerable: true })
      expect(() => withRoles(roles)).toThrow('policy `roles`: ')
      expect(() => withRoles({ admin: {}, viewer: { inherits: [name] } })).toThrow('no role')
      expect(() => withRoles({ admin: {}, viewer: { assigns: [name] } })).toThrow('no role')
      expect(() => withRoles({ admin: {}, viewer: { permissions: [name] } })).toThrow('no permission')
      expect(() => withRoles({ admin: {}, viewer: {} }, { defaultRole: name })).toThrow('no role')
      expect(() => withRoles({ admin: {}, viewer: {} }, { adminRole: name })).toThrow('no role')
      expect(() => withRoles({ admin: {}, viewer: {} }, { seats: { exceptRoles: [name] } })).toThrow('no role')
    },
  )

  test('R18 a role hidden in the prototype of a literal is not passed over', () => {
    expect(() => withRoles({ admin: {}, viewer: {}, __proto__: { owner: {} } })).toThrow(
      'policy `roles`: must be a plain object',
    )
    expect(() => withRoles({ admin: {}, viewer: { __proto__: { permissions: ['*'] } } })).toThrow(
      'policy `roles.viewer`',
    )
  })

  test('whatever is handed in, the answer is a policy or an error with the place', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true }),
        fc.anything(),
        fc.anything(),
        (roles, permissions, seats) => {
          try {
            definePolicyUntyped({ roles, permissions, seats })
          } catch (error) {
            expect(error).toHaveProperty('message', expect.stringMatching(/^policy `/))
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('separation of duty', () => {
  const roles = { clerk: {}, approver: {}, chief: { inherits: ['clerk'] }, member: {}, admin: {} }
  const apart = (separationOfDuty: unknown, more: object = {}) => withRoles({ ...roles, ...more }, { separationOfDuty })

  test('is checked and compiled', () => {
    const compiled = compiledOf(apart([{ name: 'four eyes', roles: ['clerk', 'approver'] }]))
    expect(compiled.separationOfDuty).toEqual([{ name: 'four eyes', roles: new Set(['clerk', 'approver']), most: 1 }])
  })

  test.each<[string, unknown, object, string]>([
    ['no list', {}, {}, '`separationOfDuty`: must be an array'],
    ['no name', [{ roles: ['clerk', 'approver'] }], {}, '`separationOfDuty[0].name`: must be a string'],
    ['an unknown role', [{ name: 'a', roles: ['clerk', 'x'] }], {}, '`separationOfDuty[0].roles`: no role `x`'],
    ['the admin role', [{ name: 'a', roles: ['clerk', 'admin'] }], {}, '`separationOfDuty[0].roles`: the admin role'],
    [
      'one that forbids nothing',
      [{ name: 'a', roles: ['clerk'] }],
      {},
      '`separationOfDuty[0].roles`: names 1, of which 1',
    ],
    [
      'a limit of none',
      [{ name: 'a', roles: ['clerk', 'approver'], most: 0 }],
      {},
      '`separationOfDuty[0].most`: must be',
    ],
    [
      'two of a name',
      [0, 1].map(() => ({ name: 'a', roles: ['clerk', 'approver'] })),
      {},
      '`separationOfDuty[1].name`: there are two',
    ],
    [
      'a role that breaks it by itself',
      [{ name: 'a', roles: ['clerk', 'approver'] }],
      { both: { inherits: ['chief', 'approver'] } },
      '`roles.both.inherits`: holds `approver`, `clerk`, against `a`',
    ],
  ])('refuses %s', (_, separation, more, message) => {
    expect(() => apart(separation, more)).toThrow(`policy ${message}`)
  })
})

describe('a renamed role', () => {
  const renaming = (renamed: unknown) =>
    withRoles({ clerk: { permissions: ['member:add'] }, member: {}, boss: {} }, { adminRole: 'boss', renamed })

  test('counts as the role that it is now', () => {
    const compiled = compiledOf(renaming({ accountant: 'clerk', owner: 'boss' }))
    expect(compiled.role('accountant')?.key).toBe('clerk')
    expect(compiled.roles.has('accountant')).toBe(false)
    expect(compiled.isAdmin('owner')).toBe(true)
    const access = createAccess(renaming({ accountant: 'clerk' }), factsOf({ role: 'accountant' }))
    expect(access.can('member:add')).toBe(true)
    expect(access.explain('member:add')).toMatchObject({ via: [{ role: 'accountant', entry: 'member:add' }] })
  })

  test.each<[string, unknown, string]>([
    ['a role that is still there', { clerk: 'member' }, '`renamed.clerk`: is still a role of the policy'],
    ['one that is now nothing', { old: 'new' }, '`renamed.old`: no role `new`'],
    ['R18 a name of every object', JSON.parse('{"constructor":"clerk"}'), '`renamed`: `constructor` is the name'],
    ['no object', [], '`renamed`: must be a plain object'],
  ])('refuses %s', (_, renamed, message) => {
    expect(() => renaming(renamed)).toThrow(`policy ${message}`)
  })
})

describe('conditions and fields', () => {
  const declaring = (extra: object) =>
    definePolicyUntyped({ permissions: ['a:read'], roles: { admin: {}, member: {} }, ...extra })

  test.each<[string, object, string]>([
    ['`own` once more', { conditions: { own: () => true } }, '`conditions.own`: `own` is built in'],
    ['a condition that is no function', { conditions: { mine: true } }, '`conditions.mine`: must be a function'],
    ['a name with a colon', { conditions: { 'a:b': () => true } }, '`conditions`: `a:b` must be of a-z'],
    ['fields of an unknown permission', { fields: { 'a:write': ['x'] } }, '`fields`: no permission `a:write`'],
    ['fields that are no list', { fields: { 'a:read': 'x' } }, '`fields.a:read`: must be an array of names'],
    [
      'an undeclared condition in a role',
      { roles: { admin: {}, member: { permissions: ['a:read:mine'] } } },
      '`roles.member.permissions`: no permission `a:read:mine`',
    ],
    [
      'a permission of Guildhall’s in a role of a scope that it is not for',
      { roles: { admin: {}, member: {}, lead: { scope: 'team', permissions: ['workspace:update'] } } },
      '`roles.lead.permissions`: `workspace:update` is for roles of scope `organization`, `workspace`, and `lead` is of `team`',
    ],
  ])('refuses %s', (_, extra, message) => {
    expect(() => declaring(extra)).toThrow(`policy ${message}`)
  })
})
