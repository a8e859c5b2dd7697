/**
 * R11, R12, R23: every id in every input is exchanged for another tenant's, and for one that is nobody's. The two are
 * answered alike, apart from the id itself, and nothing is written in either tenant.
 */
import { type BatchCommand, isGuildhallError, type Plan, type Policy } from 'guildhall'
import { beforeAll, describe, expect, test } from 'vitest'
import { givenAt } from '../support/given.js'
import {
  type Door,
  type DoorScene,
  everyCommand,
  everyDoor,
  everyQuery,
  furnish,
  knock,
  peopled,
} from './every-door.js'

interface Two {
  readonly acme: DoorScene
  readonly globex: DoorScene
  /** What Globex has. */
  readonly workspaceId: string
  readonly teamId: string
  readonly groupId: string
  readonly roleId: string
  readonly assignmentId: string
}

/** Two tenants with people of the same names; Abe is an admin of both. */
async function two(): Promise<Two> {
  const acme = await peopled()
  await acme.hall.organizations.update({ ...acme.system, metadata: { tenant: 'acme' } })
  const globex = await givenAt(
    acme.desk,
    {
      gus: 'admin',
      abe: 'admin',
      bo: 'member',
      cy: { role: 'member', status: 'deactivated' },
      dee: { role: 'member', status: 'pending' },
    },
    { slug: 'globex', seatLimit: 77 },
  )
  return { acme, globex, ...(await furnish(globex)) }
}

/** What one of the ids is over there, and what is nobody's. */
const strangers: Record<string, (two: Two) => { foreign: string; unknown: string }> = {
  organizationId: ({ globex }) => ({ foreign: globex.organizationId, unknown: 'org_nowhere' }),
  memberId: ({ globex }) => ({ foreign: globex.id('bo'), unknown: 'mem_nobody' }),
  invitationId: ({ globex }) => ({ foreign: globex.invitation('dee').invitationId, unknown: 'inv_none' }),
  workspaceId: ({ workspaceId }) => ({ foreign: workspaceId, unknown: 'wsp_nowhere' }),
  teamId: ({ teamId }) => ({ foreign: teamId, unknown: 'team_none' }),
  parentId: ({ teamId }) => ({ foreign: teamId, unknown: 'team_none' }),
  roleId: ({ roleId }) => ({ foreign: roleId, unknown: 'role_none' }),
  assignmentId: ({ assignmentId }) => ({ foreign: assignmentId, unknown: 'asg_none' }),
  groupId: ({ groupId }) => ({ foreign: groupId, unknown: 'grp_none' }),
  slug: () => ({ foreign: 'globex', unknown: 'nowhere' }),
}

/** The answer, whatever it is, as text without the id that was asked for. */
async function answer(id: string, ask: () => Promise<unknown>): Promise<string> {
  const told = await ask().then(
    (value) => ({ value }),
    (error: unknown) => {
      if (!isGuildhallError(error)) throw error
      const { kind, code, details, message } = error
      return { thrown: { kind, code, details, message } }
    },
  )
  // the digest of a plan is made of what was asked for, the id included
  return JSON.stringify(told, (key, value: unknown) => (key === 'digest' ? undefined : value)).replaceAll(
    id,
    '<the id>',
  )
}

/** The places in an input that hold an id of a tenant's, as paths. */
function idsIn(input: unknown, path: readonly string[] = []): { path: readonly string[]; field: string }[] {
  if (typeof input !== 'object' || input === null) return []
  return Object.entries(input).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'actor') return []
    if (typeof value === 'string' && key in strangers) return [{ path: [...path, key], field: key }]
    const one = key.endsWith('Ids') ? key.slice(0, -1) : ''
    if (Array.isArray(value) && one in strangers)
      return value.map((_, index) => ({ path: [...path, key, String(index)], field: one }))
    return idsIn(value, [...path, key])
  })
}

/** The input with another value in one place. */
function withAt(input: unknown, [key = '', ...rest]: readonly string[], value: string): object {
  if (Array.isArray(input))
    return input.map((item, index) => {
      if (String(index) !== key) return item
      return rest.length === 0 ? value : withAt(item, rest, value)
    })
  const fields = input as Record<string, unknown>
  return { ...fields, [key]: rest.length === 0 ? value : withAt(fields[key], rest, value) }
}

/** Exchanges each id of the input, and compares what is said of a foreign one with what is said of none. */
async function exchange(
  tenants: Two,
  input: object,
  ask: (input: object) => Promise<unknown>,
  except: readonly string[] = [],
): Promise<{ field: string; answer: string }[]> {
  const { memory } = tenants.acme.desk
  const told: { field: string; answer: string }[] = []
  for (const { path, field } of idsIn(input)) {
    if (except.includes(field)) continue
    const { foreign, unknown } = strangers[field]?.(tenants) ?? expect.fail(`no strangers for ${field}`)
    const written = memory.snapshot()
    const ofForeign = await answer(foreign, () => ask(withAt(input, path, foreign)))
    const ofUnknown = await answer(unknown, () => ask(withAt(input, path, unknown)))
    expect(ofForeign, `${path.join('.')}: a foreign one, and none`).toBe(ofUnknown)
    expect(memory.snapshot(), 'nothing is written').toBe(written)
    told.push({ field, answer: ofUnknown })
  }
  return told
}

const refusedAs: Record<string, string> = {
  organizationId: 'organization/not-found',
  memberId: 'member/not-found',
  invitationId: 'invitation/not-found',
  workspaceId: 'workspace/not-found',
  teamId: 'team/not-found',
  parentId: 'team/not-found',
  groupId: 'group/not-found',
  roleId: 'role/not-found',
  assignmentId: 'assignment/not-found',
  slug: 'organization/not-found',
}

/** Where a member is named as something else than a member. */
const memberRefusedAs: Record<string, string> = {
  'workspaces.changeRole': 'membership/not-found',
  'teams.changeRole': 'membership/not-found',
  'resources.transfer': 'resource/owner-not-found',
}

function codeFor(door: string, field: string): string {
  return `"code":"${(field === 'memberId' ? memberRefusedAs[door] : undefined) ?? refusedAs[field]}"`
}

const swapped = [...everyDoor].filter(([name]) => !['organizations.create', 'access', 'check'].includes(name))

describe('R11 a foreign id is answered like none', () => {
  const inputOf = async (door: Door, { acme }: Two, by: string) => {
    await door.prepare?.(acme)
    return door.input(acme, by)
  }

  /** Ada is a stranger to Globex; Abe is an admin there, too, and still gets nothing of it through Acme. */
  describe.each(['ada', 'abe'])('to %s', (by) => {
    const except = by === 'abe' ? ['organizationId', 'slug'] : []

    test.each(swapped)('%s', async (name, door) => {
      const tenants = await two()
      const input = await inputOf(door, tenants, by)
      const halls = everyCommand.has(name)
        ? [tenants.acme.hall, tenants.acme.hall.attempt, tenants.acme.hall.plan]
        : [tenants.acme.hall]
      for (const hall of halls) {
        const told = await exchange(tenants, input, (changed) => knock(hall, name, changed), except)
        for (const { field, answer } of told) expect(answer).toContain(codeFor(name, field))
      }
    })
  })

  test('everything that is within reach of one id has been exchanged', async () => {
    const exchanged: Record<string, string[]> = {}
    const inputs: object[] = []
    for (const [name, door] of swapped) {
      const input = await inputOf(door, await two(), 'ada')
      inputs.push(input)
      for (const { field } of idsIn(input)) {
        exchanged[field] = [...(exchanged[field] ?? []), name]
      }
    }
    expect(Object.keys(exchanged).sort()).toEqual(Object.keys(strangers).sort())
    // every id that stands in any input, by the prefix that it was minted with, wherever that is
    const minted = inputs.flatMap((input) =>
      JSON.stringify(input).match(/"(?:org|mem|inv|team|grp|wsp|role|asg)_[\w-]+"/g),
    )
    const slugs = exchanged.slug?.length ?? 0
    expect(Object.values(exchanged).flat().length - slugs).toBe(minted.filter((id) => id !== null).length)
  })
})

describe('R11 what a filter names', () => {
  let tenants: Two
  beforeAll(async () => {
    tenants = await two()
  })

  test('is empty in the history, for a foreign member as for none', async () => {
    const { acme, globex } = tenants
    for (const memberId of [globex.id('bo'), globex.id('abe'), 'mem_nobody']) {
      expect(await acme.hall.history.list({ ...acme.as('ada'), memberId })).toEqual({ items: [] })
      expect(await acme.hall.history.list({ ...acme.as('ada'), by: { memberId } })).toEqual({ items: [] })
    }
  })

  test('is empty in the list of assignments, for a foreign principal or scope as for none', async () => {
    const { acme, globex, workspaceId } = tenants
    for (const memberId of [globex.id('bo'), 'mem_nobody'])
      expect((await acme.hall.assignments.list({ ...acme.as('ada'), principal: { memberId } })).items).toEqual([])
    for (const id of [workspaceId, 'wsp_nowhere']) {
      const scope = { workspaceId: id }
      expect((await acme.hall.assignments.list({ ...acme.as('ada'), scope })).items).toEqual([])
    }
  })

  test('shows one’s own, whatever list a cursor came from', async () => {
    const { acme, globex } = tenants
    const foreign = await globex.hall.members.list({ ...globex.as('gus'), limit: 1 })
    const after = foreign.next ?? expect.fail('no cursor')

    const { items } = await acme.hall.members.list({ ...acme.as('ada'), after })

    expect(items.length).toBeGreaterThan(0)
    expect(items.every(({ organizationId }) => organizationId === acme.organizationId)).toBe(true)
  })

  test('is one’s own only across organizations', async () => {
    const { acme } = tenants
    const code = async (asked: Promise<unknown>) =>
      asked.then(
        () => 'done',
        (error: unknown) => (isGuildhallError(error) ? error.code : 'thrown'),
      )

    for (const userId of ['gus', 'nobody']) {
      expect(await code(acme.hall.organizations.ofUser({ actor: acme.actor('ada'), userId }))).toBe(
        'access/not-allowed',
      )
    }
    for (const email of ['gus@example.test', 'nobody@example.test']) {
      expect(await code(acme.hall.invitations.ofEmail({ actor: acme.actor('ada'), email }))).toBe(
        'invitation/email-mismatch',
      )
    }
  })
})

describe('R11 access', () => {
  test('says nothing of a foreign user that it would not say of nobody', async () => {
    const { acme } = await two()
    const facts = async (userId: string) =>
      JSON.stringify((await acme.hall.access({ organizationId: acme.organizationId, userId })).facts).replaceAll(
        userId,
        '<the id>',
      )

    expect(await facts('gus')).toBe(await facts('nobody'))
  })

  test('lets nobody do anything in an organization that is not theirs', async () => {
    const { acme, globex } = await two()

    const access = await acme.hall.access({ organizationId: globex.organizationId, userId: 'ada' })

    expect(access.permissions()).toEqual([])
    expect(access.facts).not.toHaveProperty('role')
  })
})

describe('R12 inside a batch', () => {
  const commands: BatchCommand<Policy>['command'][] = [
    'organization.update',
    'organization.setSeatLimit',
    'organization.archive',
    'organization.restore',
    'organization.delete',
    'member.add',
    'member.update',
    'member.changeRole',
    'member.deactivate',
    'member.reactivate',
    'member.remove',
    'member.leave',
    'member.transferAdmin',
    'invitation.invite',
    'invitation.resend',
    'invitation.changeRole',
    'invitation.revoke',
  ]
  const doorOf = (command: string) => {
    const [group, name] = command.split('.')
    return everyCommand.get(`${group}s.${name}`) ?? expect.fail(`no door for ${command}`)
  }
  const inside = (input: object) => {
    const { organizationId: _, actor: __, ...rest } = { organizationId: '', actor: {}, ...input }
    return rest
  }

  test.each(
    commands.flatMap((command) => (['all-or-nothing', 'item-by-item'] as const).map((mode) => [command, mode])),
  )('%s, %s', async (command, mode) => {
    const tenants = await two()
    const { acme } = tenants
    const door = doorOf(command)
    await door.prepare?.(acme)
    // not the slug, which is a name to take, and no id of a tenant's
    const { slug: _, ...input } = { slug: '', ...inside(door.input(acme, 'ada')) }
    const batch = { ...acme.as('ada'), mode, commands: [{ command, input }] }

    for (const name of ['batch', 'attempt.batch', 'plan.batch']) {
      const told = await exchange(tenants, batch, (changed) => knock(acme.hall, name, changed))
      for (const { field, answer } of told) expect(answer).toContain(codeFor(name, field))
      expect(told.map(({ field }) => field)).toContain('organizationId')
    }
  })

  test.each(['all-or-nothing', 'item-by-item'] as const)('of nothing at all, %s', async (mode) => {
    const tenants = await two()
    const batch = { ...tenants.acme.as('ada'), mode, commands: [] }

    for (const name of ['batch', 'plan.batch']) {
      const told = await exchange(tenants, batch, (changed) => knock(tenants.acme.hall, name, changed))
      expect(told.every(({ answer }) => answer.startsWith('{"thrown"'))).toBe(true)
    }
  })
})

describe('R12 inside a plan that comes back', () => {
  const planned = [...everyCommand].filter(([name]) => !/\.create$|accept|decline/.test(name))

  test.each(planned)('%s', async (name, door) => {
    const tenants = await two()
    const { acme, globex } = tenants
    await door.prepare?.(acme)
    const plan = (await knock(acme.hall.plan, name, door.input(acme, 'ada'))) as Plan
    if (!plan.ok) return expect.fail(plan.refusal.message)
    const { organizationId, input } = plan

    const told = await exchange(tenants, { organizationId, input }, (changed) =>
      acme.hall.apply({ plan: { ...plan, ...changed }, actor: acme.actor('ada') }),
    )

    for (const { field, answer } of told) {
      expect(answer).toContain(field === 'organizationId' ? '"code":"plan/stale"' : codeFor(name, field))
    }
    // what the plan says of its actor is not believed
    const stolen = acme.hall.apply({ plan, actor: globex.actor('gus') })
    await expect(stolen).rejects.toMatchObject({ code: 'organization/not-found' })
  })
})

describe('R23 a token that is not good is one and the same no', () => {
  const doors = ['peek', 'accept', 'decline'] as const

  test.each(doors)('%s', async (door) => {
    const { acme, globex } = await two()
    const guests = ['used', 'declined', 'revoked', 'resent', 'removed', 'late']
    for (const name of guests) await acme.invite(name, { by: 'ada' })
    const token = (name: string) => acme.invitation(name).token
    const old = Object.fromEntries(guests.map((name) => [name, token(name)]))
    await acme.accept('used')
    await acme.hall.invitations.decline({ token: token('declined') })
    await acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('revoked').invitationId })
    await acme.hall.invitations.resend({ ...acme.as('ada'), invitationId: acme.invitation('resent').invitationId })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('removed') })
    const secret = (token: string) => token.split('.')[1] ?? ''
    const bad: Record<string, string> = {
      ...old,
      unknown: `${acme.organizationId}.Secret_99999999999999999999`,
      'of another tenant': `${globex.organizationId}.${secret(acme.invitation('dee').token)}`,
      'of no tenant': `org_nowhere.${secret(acme.invitation('dee').token)}`,
      'without a tenant': secret(acme.invitation('dee').token),
      'of more than it should be': `${acme.invitation('dee').token}.more`,
      garbage: 'garbage',
    }
    acme.clock.pass({ days: 7 })
    const written = acme.desk.memory.snapshot()

    const answers = await Promise.all(
      Object.entries(bad).map(async ([name, token]) => {
        const actor = acme.actor(name in old ? name : 'dee')
        const input = door === 'peek' ? { token } : { token, actor }
        return answer(token, () => knock(acme.hall, `invitations.${door}`, input))
      }),
    )

    expect(new Set(answers)).toEqual(
      new Set([
        JSON.stringify({
          thrown: {
            kind: 'refused',
            code: 'invitation/not-valid',
            details: {},
            message: 'the invitation is not valid (any more): ask for a new one',
          },
        }),
      ]),
    )
    expect(acme.desk.memory.snapshot()).toBe(written)
  })
})

test('every query has been exchanged, too', () => {
  expect(
    [...everyQuery.keys()].filter(
      (name) => !['access', 'check'].includes(name) && !swapped.some(([door]) => door === name),
    ),
  ).toEqual([])
})
