/**
 * S0: members of an AI operations platform, as its page asks; what they are given beside a role is in `s0-access.test.ts`.
 * Later: S0-13, S0-38, S0-39, S0-41.
 */
import { definePolicy, type ProfileField } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, Scene } from '../support/given.js'
import { type Desk, openHall, system } from '../support/hall.js'

const policy = definePolicy({
  permissions: [
    'billing:manage',
    'settings:manage',
    'asset:read',
    'asset:manage',
    'experiment:read',
    'experiment:create',
    'experiment:update',
    'experiment:deploy',
    'model:create',
    'model:update',
    'model:deploy',
    'deployment:create',
    'deployment:update',
    'analytics:read',
    'dataset:read',
  ],
  roles: {
    viewer: { label: 'Viewer', permissions: ['asset:read'] },
    analyst: {
      label: 'Analyst',
      inherits: ['viewer'],
      permissions: ['analytics:read', 'experiment:read', 'dataset:read'],
    },
    developer: {
      label: 'Developer',
      inherits: ['viewer'],
      permissions: ['experiment:*', 'model:*', 'deployment:*'],
    },
    manager: {
      label: 'Manager',
      inherits: ['viewer'],
      permissions: [
        'asset:manage',
        'member:add',
        'member:update',
        'member:update-role',
        'member:deactivate',
        'member:reactivate',
        'member:remove',
        'invitation:create',
        'invitation:read',
        'invitation:resend',
        'invitation:revoke',
      ],
      assigns: ['viewer', 'analyst', 'developer', 'manager'],
    },
    admin: { label: 'Admin', permissions: ['*'] },
  },
})

type Kaisar = Scene<typeof policy>
type Role = 'viewer' | 'analyst' | 'developer' | 'manager' | 'admin'

/** The fields with an asterisk in the form. */
const required: readonly ProfileField[] = ['name', 'email', 'department']

async function kaisar(people: Record<string, Role> = {}): Promise<Kaisar> {
  const desk: Desk<typeof policy> = openHall({ policy, requiredProfile: required })
  const admin = { userId: 'ada', name: 'Ada', email: emailOf('ada'), department: 'Operations' }
  const created = await desk.hall.organizations.create({ actor: system, name: 'Kaisar', slug: 'kaisar', admin })
  const scene = new Scene(desk, created.id, 'kaisar')
  scene.knows('ada', { memberId: created.admin.id })
  for (const [name, role] of Object.entries(people)) await scene.add(name, { role, department: 'Engineering' })
  return scene
}

/** The form, filled in. */
const form = {
  name: 'Dee Dell',
  email: emailOf('dee'),
  phone: '+1 555 0100',
  department: 'Data Science',
  jobTitle: 'Scientist',
  role: 'analyst',
} as const

describe('the dashboard', () => {
  test('S0-04, S0-05, S0-06, S0-07 total, active, inactive and pending, each on its own', async () => {
    const acme = await kaisar({ bo: 'viewer', cy: 'developer', di: 'analyst' })
    await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('cy') })
    await acme.hall.invitations.invite({ ...acme.as('ada'), emails: [form] })

    const { members, active, deactivated, pending } = await acme.hall.organizations.dashboard(acme.as('bo'))

    expect({ members, active, deactivated, pending }).toEqual({ members: 5, active: 3, deactivated: 1, pending: 1 })
  })

  test('S0-08 each number is the length of the list filtered the same way', async () => {
    const acme = await kaisar({ bo: 'viewer', cy: 'developer', di: 'analyst' })
    await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('cy') })
    await acme.hall.invitations.invite({ ...acme.as('ada'), emails: [form] })
    const length = async (status: readonly ('active' | 'deactivated' | 'pending')[]) => {
      const page = await acme.hall.members.list({ ...acme.as('bo'), status })
      return { length: page.items.length, revision: page.revision }
    }

    const { revision, members, active, deactivated, pending } = await acme.hall.organizations.dashboard(acme.as('bo'))

    expect(await length(['active', 'deactivated', 'pending'])).toEqual({ length: members, revision })
    expect(await length(['active'])).toEqual({ length: active, revision })
    expect(await length(['deactivated'])).toEqual({ length: deactivated, revision })
    expect(await length(['pending'])).toEqual({ length: pending, revision })
  })
})

describe('the members list', () => {
  test('S0-09, S0-10, S0-11, S0-12 a row shows name, email, role, department and status', async () => {
    const acme = await kaisar({ bo: 'manager', cy: 'developer' })
    await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('cy') })
    await acme.hall.invitations.invite({ ...acme.as('ada'), emails: [form] })

    const { items } = await acme.hall.members.list({
      ...acme.as('bo'),
      status: ['active', 'deactivated', 'pending'],
    })

    expect(items.map(({ name, email, role, department, status }) => [name, email, role, department, status])).toEqual([
      ['Ada', emailOf('ada'), 'admin', 'Operations', 'active'],
      ['bo', emailOf('bo'), 'manager', 'Engineering', 'active'],
      ['cy', emailOf('cy'), 'developer', 'Engineering', 'deactivated'],
      ['Dee Dell', emailOf('dee'), 'analyst', 'Data Science', 'pending'],
    ])
    // the words that the screen shows are the policy's labels
    expect(policy.roles.map(({ label }) => label)).toEqual(['Viewer', 'Analyst', 'Developer', 'Manager', 'Admin'])
  })

  test('S0-14 a row offers the actions that the viewer may take on it', async () => {
    const acme = await kaisar({ bo: 'manager', cy: 'developer', di: 'viewer' })
    const offered = async (by: string, name: string) => {
      const target = { ...acme.as(by), memberId: acme.id(name) }
      const { plan } = acme.hall
      const plans = {
        edit: await plan.members.update({ ...target, name: 'New' }),
        delete: await plan.members.remove(target),
        deactivate: await plan.members.deactivate(target),
      }
      return Object.entries(plans).flatMap(([action, { ok }]) => (ok ? [action] : []))
    }

    expect(await offered('bo', 'di')).toEqual(['edit', 'delete', 'deactivate'])
    expect(await offered('bo', 'ada')).toEqual([])
    expect(await offered('cy', 'di')).toEqual([])
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'cy' })
    expect(access.can('member:update')).toBe(false)
  })

  test('S0-40 inactive members are listed, as candidates for removal', async () => {
    const acme = await kaisar({ bo: 'viewer', cy: 'developer' })
    await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('cy') })

    const { items } = await acme.hall.members.list({ ...acme.as('ada'), status: ['deactivated'] })

    expect(items).toMatchObject([{ id: acme.id('cy'), deactivatedAt: acme.clock.iso() }])
  })
})

describe('creating a member', () => {
  test('S0-01, S0-02, S0-25 is one operation: the member is there, with a role, and the invitation is on its way', async () => {
    const acme = await kaisar()

    const { value, events } = await acme.desk.when((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: [form] }),
    )

    const [secret] = value.secrets
    expect(secret).toMatchObject({ email: form.email })
    expect(events).toHaveLength(1)
    const { email, name, phone, department, jobTitle, role } = form
    expect(await acme.hall.members.get({ ...acme.as('ada'), memberId: secret?.memberId ?? '' })).toMatchObject({
      status: 'pending',
      email,
      name,
      phone,
      department,
      jobTitle,
      role,
    })
    const joined = await acme.hall.invitations.accept({ token: secret?.token ?? '', actor: acme.actor('dee') })
    expect(joined).toMatchObject({ status: 'active', role, name })
  })

  test.each([
    ['S0-15 the name', 'name', 'the profile lacks `name`'],
    ['S0-18 the department', 'department', 'the profile lacks `department`'],
  ] as const)('%s is required', async (_, field, problem) => {
    const acme = await kaisar()
    const { [field]: _left, ...rest } = form

    const value = await acme.desk.unchanged((hall) => hall.invitations.invite({ ...acme.as('ada'), emails: [rest] }))

    expect(value.outcomes).toEqual([{ outcome: 'invalid', email: form.email, line: 1, problem }])
  })

  test('S0-16 the email is required, and is where the invitation goes', async () => {
    const acme = await kaisar()
    const { email: _, ...rest } = form

    await acme.desk.rejects(
      (hall) =>
        hall.invitations.invite({
          ...acme.as('ada'),
          // what the types would not let through
          emails: [rest as typeof form],
        }),
      [{ path: 'emails[0].email', problem: 'is required' }],
    )
    const { value } = await acme.desk.when((hall) => hall.invitations.invite({ ...acme.as('ada'), emails: [form] }))
    expect(value.secrets).toMatchObject([{ email: form.email }])
  })

  test('S0-17, S0-19 phone and job title are optional', async () => {
    const acme = await kaisar()
    const { phone: _, jobTitle: __, ...rest } = form

    const { value } = await acme.desk.when((hall) => hall.invitations.invite({ ...acme.as('ada'), emails: [rest] }))

    expect(value.outcomes).toMatchObject([{ outcome: 'invited' }])
  })

  test('S0-18 a department is one that there is already, or a new one', async () => {
    const acme = await kaisar({ bo: 'viewer' })
    const departments = async () =>
      [...new Set((await acme.hall.members.list(acme.as('ada'))).items.map(({ department }) => department))].sort()
    expect(await departments()).toEqual(['Engineering', 'Operations'])

    await acme.hall.members.add({ ...acme.as('ada'), userId: 'cy', ...form, email: emailOf('cy'), department: 'Legal' })

    expect(await departments()).toEqual(['Engineering', 'Legal', 'Operations'])
  })

  test('S0-20 the role is chosen from the defined ones', async () => {
    const acme = await kaisar()
    expect(policy.roles.filter(({ assignable }) => assignable).map(({ key }) => key)).toEqual([
      'viewer',
      'analyst',
      'developer',
      'manager',
      'admin',
    ])

    const invited = acme.hall.invitations.invite({
      ...acme.as('ada'),
      // what the types would not let through
      emails: [{ ...form, role: 'owner' as 'viewer' }],
    })

    await expect(invited).rejects.toMatchObject({ code: 'role/unknown', details: { role: 'owner' } })
  })

  test('S0-21 the initial status is active or inactive, and takes effect on acceptance; pending cannot be chosen', async () => {
    const acme = await kaisar()
    const invite = { ...acme.as('ada'), emails: [form] }

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({ ...invite, statusOnAcceptance: 'deactivated' }),
    )
    const joined = await acme.hall.invitations.accept({
      token: value.secrets[0]?.token ?? '',
      actor: acme.actor('dee'),
    })
    expect(joined.status).toBe('deactivated')

    await acme.desk.rejects(
      // what the types would not let through
      (hall) => hall.invitations.invite({ ...invite, statusOnAcceptance: 'pending' as 'active' }),
      [{ path: 'statusOnAcceptance', problem: 'must be one of `active`, `deactivated`' }],
    )
  })

  test('S0-24 cancelling discards everything: what was only planned left no record and no message', async () => {
    const acme = await kaisar()
    const written = acme.desk.memory.snapshot()
    const heard = acme.desk.notices.length

    const plan = await acme.hall.plan.invitations.invite({ ...acme.as('ada'), emails: [form] })

    expect(plan).toMatchObject({ ok: true, changes: [{ kind: 'member' }, { kind: 'invitation' }] })
    expect(acme.desk.memory.snapshot()).toBe(written)
    expect(acme.desk.notices.length).toBe(heard)
  })

  test('S0-26 missing required fields refuse the whole operation, and each is named', async () => {
    const acme = await kaisar()

    await acme.desk.refuses(
      (hall) => hall.members.add({ ...acme.as('ada'), userId: 'dee', phone: form.phone }),
      'member/profile-incomplete',
      { missing: ['name', 'email', 'department'] },
    )
    const value = await acme.desk.unchanged((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: [{ email: form.email, role: 'viewer' }] }),
    )
    expect(value.outcomes).toMatchObject([{ outcome: 'invalid', problem: 'the profile lacks `name`, `department`' }])
  })
})

describe('editing a member', () => {
  test('S0-28 name, email, phone, department and job title can be changed', async () => {
    const acme = await kaisar({ bo: 'manager', cy: 'viewer' })
    const change = {
      name: 'Cy Coe',
      email: 'cy@new.test',
      phone: '+1 555 0199',
      department: 'Legal',
      jobTitle: 'Counsel',
    }

    const { value } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('bo'), memberId: acme.id('cy'), ...change }),
    )

    expect(value).toMatchObject(change)
  })

  test('profile, role and status are saved in one operation, or not at all', async () => {
    const acme = await kaisar({ cy: 'viewer' })
    const memberId = acme.id('cy')
    const save = (role: 'developer' | 'admin') =>
      ({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.update', input: { memberId, department: 'Legal' } },
          { command: 'member.changeRole', input: { memberId, role } },
          { command: 'member.deactivate', input: { memberId } },
        ],
      }) as const

    const { value, notices } = await acme.desk.when((hall) => hall.batch(save('developer')))

    expect(notices).toHaveLength(1)
    expect(value.outcomes).toMatchObject([{ ok: true }, { ok: true }, { ok: true }])
    expect(await acme.member('cy')).toMatchObject({ department: 'Legal', role: 'developer', status: 'deactivated' })
    const written = acme.desk.memory.snapshot()
    await expect(acme.hall.batch(save('admin'))).rejects.toMatchObject({ code: 'member/not-active' })
    expect(acme.desk.memory.snapshot()).toBe(written)
  })

  test('S0-32 a member is deleted from the list', async () => {
    const acme = await kaisar({ bo: 'manager', cy: 'viewer' })

    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('bo'), memberId: acme.id('cy') }))

    expect((await acme.hall.members.list(acme.as('bo'))).items.map(({ userId }) => userId)).toEqual(['ada', 'bo'])
  })
})

describe('roles', () => {
  const can = async (acme: Kaisar, userId: string) => {
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId })
    return (permission: Parameters<typeof access.can>[0]) => access.can(permission)
  }

  test('S0-33 admin: users, billing, settings, every resource', async () => {
    const acme = await kaisar()
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'ada' })

    expect(access.canAll([...policy.permissions])).toBe(true)
    expect(access.canAll(['member:add', 'member:remove', 'organization:update', 'organization:delete'])).toBe(true)
  })

  test('S0-34 manager: manages members and resources, views all resources', async () => {
    const acme = await kaisar({ bo: 'manager', cy: 'viewer' })
    const may = await can(acme, 'bo')

    expect([may('asset:manage'), may('asset:read'), may('billing:manage'), may('settings:manage')]).toEqual([
      true,
      true,
      false,
      false,
    ])
    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('cy'), role: 'developer' }),
    )
    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('bo'), memberId: acme.id('cy') }))
    await expect(acme.hall.members.remove({ ...acme.as('bo'), memberId: acme.id('ada') })).rejects.toMatchObject({
      code: 'member/holds-more',
    })
  })

  test('S0-35 developer: creates, edits and deploys experiments, models and deployments', async () => {
    const may = await can(await kaisar({ bo: 'developer' }), 'bo')

    expect(
      (
        [
          'experiment:create',
          'experiment:update',
          'experiment:deploy',
          'model:create',
          'model:update',
          'model:deploy',
          'deployment:create',
          'deployment:update',
        ] as const
      ).every(may),
    ).toBe(true)
    expect((['member:add', 'billing:manage', 'analytics:read', 'asset:manage'] as const).some(may)).toBe(false)
  })

  test('S0-36 analyst: views analytics, experiments and datasets', async () => {
    const may = await can(await kaisar({ bo: 'analyst' }), 'bo')

    expect((['analytics:read', 'experiment:read', 'dataset:read'] as const).every(may)).toBe(true)
    expect((['experiment:create', 'model:deploy', 'member:update'] as const).some(may)).toBe(false)
  })

  test('S0-37 viewer: views resources, edits nothing', async () => {
    const acme = await kaisar({ bo: 'viewer' })
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })

    expect(access.can('asset:read')).toBe(true)
    expect(access.permissions().filter((permission) => !/:read(:own)?$/.test(permission))).toEqual([])
  })
})
