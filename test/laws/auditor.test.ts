/** The auditor: nothing to say of what was done through the doors, and a finding for whatever was done behind them. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AuditFindingCode, auditFindings } from '../../src/index.js'
import { runs } from './support/runs.js'
import { anySetting, batches, callOf, steps, walks } from './support/steps.js'
import { storedOf } from './support/stored.js'
import { auditAfter, forged, found, type Tampered, worldWithAPast } from './support/tampering.js'
import { walk } from './support/walk.js'
import { doorOf, reopened, system, type World } from './support/world.js'

async function expectNothingToSay({ hall, organizationId, storage, foreign }: World): Promise<void> {
  for (const id of [organizationId, foreign.organizationId]) {
    if (!storage.snapshot().includes(`"id":"${id}"`)) continue
    const there = await hall.organizations.get({ organizationId: id, actor: system }).catch(() => undefined)
    if (there === undefined) continue
    const report = await hall.verify({ organizationId: id, actor: system })
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ ok: true, organizationId: id, revision: there.revision })
  }
}

describe('the auditor has nothing to say', () => {
  test('after any walk, and has read everything', async () => {
    await fc.assert(
      fc.asyncProperty(walks(24), async ([setting, taken]) => {
        const world = await walk(setting, taken, () => {})
        await expectNothingToSay(world)
        const { head, members, invitations, revisions } = storedOf(world)
        if (head.status === 'deleted') return
        const { read } = await world.hall.verify({ organizationId: head.id, actor: system })
        expect(read).toMatchObject({
          members: members.length,
          invitations: invitations.length,
          revisions: revisions.length,
          events: revisions.flatMap(({ events }) => events).length,
        })
      }),
      runs(150),
    )
  })

  test('after any batch', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(8), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        await world.doors.batch(batch(world)).catch(() => {})
        await expectNothingToSay(world)
      }),
      runs(300),
    )
  })

  test('after many things at once, from two processes', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), steps(8), async (setting, taken, together) => {
        const world = await walk(setting, taken, () => {})
        // its own object: commands queue up by storage, so these two do not wait for each other
        const other = reopened(world, { storage: { ...world.storage } })
        const doors = [world.doors, other.doors]
        const calls = together.filter(({ pass }) => pass === undefined).map((step) => callOf(world, step))
        await Promise.all(
          calls.map(({ command, input }, index) =>
            doorOf(doors[index % 2]?.attempt ?? world.doors.attempt, command)(input),
          ),
        )
        await expectNothingToSay(world)
      }),
      runs(100),
    )
  })

  test('after a batch that invites somebody and then lowers the limit, item by item', async () => {
    const world = await worldWithAPast()
    const { organizationId } = world
    const commands = [
      { command: 'invitation.invite', input: { emails: 'last@acme.test' } },
      { command: 'organization.setSeatLimit', input: { seatLimit: 0 } },
    ]
    await world.doors.batch({ organizationId, actor: system, mode: 'item-by-item', commands })
    await expectNothingToSay(world)
  })
})

// --------------------------------------------------------------------------------------------------------- tampering

let world: World
beforeAll(async () => {
  world = await worldWithAPast()
})

const memberOf = ({ members }: Tampered, userId: string) => found(members, (member) => member.userId === userId)
const invitationIn = ({ invitations }: Tampered, status: string) =>
  found(invitations, (invitation) => invitation.status === status)
const teamOf = ({ teams }: Tampered, key: string) => found(teams, (team) => team.key === key)
const membershipIn = ({ memberships }: Tampered, kind: string) =>
  found(memberships, ({ containerKind, principalKind }) => containerKind === kind && principalKind === 'member')
const assignmentOf = ({ assignments }: Tampered, kind: string) =>
  found(assignments, ({ principalKind }) => principalKind === kind)
const eventIn = ({ revisions }: Tampered, type: string) =>
  found(
    revisions.flatMap(({ events }) => events),
    (event) => event.type === type,
  )

/** What is done behind the doors, and what must be found at least. */
const deeds: readonly (readonly [string, readonly AuditFindingCode[], (organization: Tampered) => unknown])[] = [
  // records
  [
    'every admin made a viewer',
    ['no-admin', 'wrong-counter', 'history-differs'],
    ({ members }) => {
      for (const member of members) if (member.role === 'admin') member.role = 'viewer'
    },
  ],
  [
    'the admins deactivated, counters and all',
    ['no-admin', 'history-differs'],
    ({ members, head }) => {
      for (const member of members) if (member.role === 'admin') member.status = 'deactivated'
      head.counts = { ...head.counts, admin: { deactivated: 2 } }
    },
  ],
  [
    'a viewer made admin',
    ['wrong-counter', 'history-differs'],
    (all) => Object.assign(memberOf(all, 'u3'), { role: 'admin' }),
  ],
  [
    'a viewer made admin, counters and all',
    ['history-differs'],
    (all) => {
      memberOf(all, 'u3').role = 'admin'
      const { viewer, admin } = all.head.counts
      Object.assign(viewer ?? {}, { active: (viewer?.active ?? 0) - 1 })
      Object.assign(admin ?? {}, { active: (admin?.active ?? 0) + 1 })
    },
  ],
  [
    'somebody deactivated reactivated',
    ['wrong-counter', 'history-differs'],
    (all) => Object.assign(memberOf(all, 'idle'), { status: 'active' }),
  ],
  [
    'somebody removed brought back',
    ['wrong-counter', 'history-differs'],
    (all) => Object.assign(memberOf(all, 'gone'), { status: 'active' }),
  ],
  [
    'somebody dropped',
    ['wrong-counter', 'history-differs'],
    (all) => all.members.splice(all.members.indexOf(memberOf(all, 'u3')), 1),
  ],
  [
    'somebody removed dropped',
    ['wrong-counter', 'history-differs'],
    (all) => all.members.splice(all.members.indexOf(memberOf(all, 'gone')), 1),
  ],
  [
    'somebody smuggled in',
    ['wrong-counter', 'history-differs'],
    (all) => all.members.push({ ...memberOf(all, 'u3'), id: 'mem_smuggled', userId: 'eve' }),
  ],
  ['a user twice', ['duplicate-user'], (all) => Object.assign(memberOf(all, 'u3'), { userId: 'u0' })],
  ['an address twice', ['duplicate-email'], (all) => Object.assign(memberOf(all, 'u3'), { emailKey: 'u0@acme.test' })],
  [
    'a role that nobody has defined',
    ['unknown-role', 'wrong-counter', 'history-differs'],
    (all) => Object.assign(memberOf(all, 'u3'), { role: 'wizard' }),
  ],
  [
    'a role of another scope',
    ['unknown-role', 'wrong-counter', 'history-differs'],
    (all) => Object.assign(memberOf(all, 'u3'), { role: 'labeler' }),
  ],
  [
    'a counter',
    ['wrong-counter'],
    ({ head }) => Object.assign(head, { counts: { ...head.counts, admin: { active: 3 } } }),
  ],
  [
    'a counter too many',
    ['wrong-counter'],
    ({ head }) => Object.assign(head, { counts: { ...head.counts, wizard: { active: 1 } } }),
  ],
  ['no counters at all', ['wrong-counter'], ({ head }) => Object.assign(head, { counts: {} })],
  // invitations
  [
    'a pending invitation dropped',
    ['pending-without-invitation'],
    (all) => all.invitations.splice(all.invitations.indexOf(invitationIn(all, 'pending')), 1),
  ],
  [
    'a pending invitation revoked',
    ['pending-without-invitation'],
    (all) => Object.assign(invitationIn(all, 'pending'), { status: 'revoked' }),
  ],
  [
    'another role offered',
    ['invitation-without-pending'],
    (all) => Object.assign(invitationIn(all, 'pending'), { role: 'admin' }),
  ],
  [
    'another address invited',
    ['invitation-without-pending'],
    (all) => Object.assign(invitationIn(all, 'pending'), { emailKey: 'eve@acme.test' }),
  ],
  [
    'another member offered it',
    ['invitation-without-pending', 'pending-without-invitation'],
    (all) => Object.assign(invitationIn(all, 'pending'), { memberId: memberOf(all, 'u0').id }),
  ],
  [
    'a revoked invitation opened again',
    ['invitation-without-pending'],
    (all) => Object.assign(invitationIn(all, 'revoked'), { status: 'pending' }),
  ],
  [
    'an invitation accepted that nobody joined by',
    ['accepted-without-joining'],
    (all) => Object.assign(invitationIn(all, 'declined'), { status: 'accepted' }),
  ],
  [
    'an accepted invitation unaccepted',
    ['accepted-without-joining'],
    (all) => Object.assign(invitationIn(all, 'accepted'), { status: 'revoked' }),
  ],
  [
    'an accepted invitation dropped',
    ['accepted-without-joining'],
    (all) => all.invitations.splice(all.invitations.indexOf(invitationIn(all, 'accepted')), 1),
  ],
  [
    'a joining told twice, the chain forged',
    ['accepted-without-joining'],
    (all) => {
      const row = found(all.revisions, ({ events }) => events.some(({ type }) => type === 'invitation.accepted'))
      row.events.push(...row.events)
      forged(all)
    },
  ],
  // the rest of the model
  ['the counter of a team', ['wrong-counter'], (all) => Object.assign(teamOf(all, 'vision'), { memberCount: 2 })],
  [
    'how many teams there are',
    ['wrong-counter'],
    ({ head }) => Object.assign(head, { totals: { ...head.totals, team: 3 } }),
  ],
  [
    'a membership dropped',
    ['wrong-counter'],
    (all) => all.memberships.splice(all.memberships.indexOf(membershipIn(all, 'team')), 1),
  ],
  [
    'a membership of somebody who never was',
    ['dangling-edge'],
    (all) => Object.assign(membershipIn(all, 'team'), { principalId: 'mem_nobody' }),
  ],
  [
    'a membership of somebody who was removed',
    ['dangling-edge'],
    (all) => Object.assign(membershipIn(all, 'group'), { principalId: memberOf(all, 'gone').id }),
  ],
  [
    'an assignment on nothing',
    ['dangling-edge'],
    (all) => Object.assign(assignmentOf(all, 'member'), { scopeId: 'res_none' }),
  ],
  [
    'an assignment to a group that never was',
    ['dangling-edge'],
    (all) => Object.assign(assignmentOf(all, 'group'), { principalId: 'grp_none' }),
  ],
  [
    'a membership twice',
    ['duplicate-edge', 'wrong-counter'],
    (all) => all.memberships.push({ ...membershipIn(all, 'team'), id: 'mbs_twin' }),
  ],
  [
    'an assignment twice',
    ['duplicate-edge'],
    (all) => all.assignments.push({ ...assignmentOf(all, 'member'), id: 'asg_twin' }),
  ],
  [
    'more of one member than can be read',
    ['too-many-edges'],
    (all) => {
      for (let n = 0; n < 400; n++) {
        const edge = assignmentOf(all, 'member')
        all.assignments.push({ ...edge, id: `asg_${n}`, pair: `${edge.pair} ${n}` })
      }
    },
  ],
  [
    'the role of a workspace in a team',
    ['unknown-role'],
    (all) => Object.assign(membershipIn(all, 'team'), { role: 'labeler' }),
  ],
  ['a role in a group', ['unknown-role'], (all) => Object.assign(membershipIn(all, 'group'), { role: 'mate' })],
  [
    'the role of a team on a resource',
    ['unknown-role'],
    (all) => Object.assign(assignmentOf(all, 'member'), { role: 'lead' }),
  ],
  [
    'the definition of a role that is held',
    ['unknown-role', 'wrong-counter'],
    (all) => all.roles.splice(all.roles.indexOf(found(all.roles, ({ name }) => name === 'Trainer')), 1),
  ],
  ['the key of a team', ['duplicate-key'], (all) => Object.assign(teamOf(all, 'vision'), { key: 'research' })],
  [
    'the keys of groups',
    ['duplicate-key'],
    ({ groups }) => groups.map((group) => Object.assign(group, { key: 'one' })),
  ],
  [
    'the keys of workspaces',
    ['duplicate-key'],
    ({ workspaces }) => workspaces.map((workspace) => Object.assign(workspace, { key: 'one' })),
  ],
  [
    'the names of resources',
    ['duplicate-key'],
    ({ resources }) => resources.map((resource) => Object.assign(resource, { ref: 'model m0' })),
  ],
  [
    'the names of roles',
    ['duplicate-key'],
    ({ roles }) => roles.map((role) => Object.assign(role, { nameKey: 'trainer' })),
  ],
  [
    'a team above itself',
    ['team-astray'],
    (all) => Object.assign(teamOf(all, 'research'), { parentId: teamOf(all, 'vision').id }),
  ],
  ['a team without those above it', ['team-astray'], (all) => Object.assign(teamOf(all, 'vision'), { ancestors: [] })],
  [
    'a team under one that is deleted',
    ['team-astray'],
    (all) => {
      const { id } = found(all.teams, ({ status }) => status === 'deleted')
      Object.assign(teamOf(all, 'vision'), { parentId: id, ancestors: [id] })
    },
  ],
  [
    'a resource in no workspace that there is',
    ['resource-astray'],
    ({ resources }) => Object.assign(resources[0] ?? {}, { workspaceId: 'wsp_none' }),
  ],
  [
    'a resource of somebody who never was',
    ['resource-astray'],
    ({ resources }) => Object.assign(resources[0] ?? {}, { ownerId: 'mem_nobody' }),
  ],
  [
    'a custom role out of the catalogue',
    ['wrong-catalogue', 'wrong-counter'],
    ({ roles }) => delete roles[0]?.catalogue,
  ],
  [
    'a membership in a team into the catalogue',
    ['wrong-catalogue', 'wrong-counter'],
    (all) => Object.assign(membershipIn(all, 'team'), { catalogue: true }),
  ],
  [
    'what everyone holds out of the catalogue',
    ['wrong-catalogue', 'wrong-counter'],
    (all) => delete assignmentOf(all, 'everyone').catalogue,
  ],
  // seats
  [
    'a limit below use from the beginning, the chain forged',
    ['seat-oversold'],
    (all) => {
      const event = eventIn(all, 'organization.created')
      event.after = { ...event.after, seatLimit: 2 }
      forged(all)
    },
  ],
  // history
  [
    'the facts of an event',
    ['broken-chain'],
    (all) => Object.assign(eventIn(all, 'member.removed'), { after: { role: 'admin', status: 'removed' } }),
  ],
  [
    'the facts of an event, the chain forged',
    ['history-differs'],
    (all) => {
      eventIn(all, 'member.deactivated').after = { role: 'guest', status: 'active' }
      forged(all)
    },
  ],
  [
    'the content of a reason',
    ['altered-details'],
    (all) => Object.assign(eventIn(all, 'member.removed').personal[0]?.content ?? {}, { reason: 'nothing' }),
  ],
  [
    'the salt of a reason',
    ['altered-details'],
    (all) => Object.assign(eventIn(all, 'member.removed').personal[0] ?? {}, { salt: 'pepper' }),
  ],
  [
    'the subject of a reason',
    ['broken-chain'],
    (all) => Object.assign(eventIn(all, 'member.removed').personal[0] ?? {}, { subject: 'mem_other' }),
  ],
  ['who did it', ['broken-chain'], ({ revisions }) => Object.assign(revisions[5] ?? {}, { actor: { system: 'x' } })],
  ['when it was', ['broken-chain'], ({ revisions }) => Object.assign(revisions[5] ?? {}, { at: 0 })],
  ['how many seats there were', ['broken-chain'], ({ revisions }) => Object.assign(revisions[5] ?? {}, { seats: 0 })],
  ['a hash', ['broken-chain'], ({ revisions }) => Object.assign(revisions[5] ?? {}, { hash: 'other' })],
  ['the hash before', ['broken-chain'], ({ revisions }) => Object.assign(revisions[5] ?? {}, { previousHash: '' })],
  ['the order of events', ['broken-chain'], ({ revisions }) => revisions[0]?.events.reverse()],
  ['an event dropped', ['broken-chain'], ({ revisions }) => revisions[0]?.events.pop()],
  ['a revision dropped', ['history-gap', 'broken-chain'], ({ revisions }) => revisions.splice(5, 1)],
  ['the first revision dropped', ['history-gap', 'broken-chain'], ({ revisions }) => revisions.shift()],
  ['the last revision dropped', ['history-head'], ({ revisions }) => revisions.pop()],
  ['all of the history dropped', ['history-head', 'history-differs'], ({ revisions }) => revisions.splice(0)],
  ['the hash of the head', ['history-head'], ({ head }) => Object.assign(head, { hash: 'other' })],
  ['the commit of the head', ['history-head'], ({ head }) => Object.assign(head, { commitId: 'com_other' })],
  ['a head that is ahead', ['history-head'], ({ head }) => Object.assign(head, { revision: head.revision + 1 })],
  ['a head that is behind', ['history-head'], ({ head }) => Object.assign(head, { revision: head.revision - 1 })],
]

describe('the auditor finds', () => {
  test.each(deeds)('%s', async (_, expected, deed) => {
    const { ok, findings } = await auditAfter(world, deed)
    const codes = new Set(findings.map(({ code }) => code))
    expect(ok).toBe(false)
    for (const code of expected) expect([...codes]).toContain(code)
    for (const { code, problem } of findings) {
      expect(Object.keys(auditFindings)).toContain(code)
      expect(problem).not.toBe('')
    }
  })

  test.each(['declined', 'revoked', 'expired'])(
    'a %s invitation dropped: the history still tells of it',
    async (status) => {
      const report = await auditAfter(world, (all) => {
        all.invitations.splice(all.invitations.indexOf(invitationIn(all, status)), 1)
      })
      expect(report.ok).toBe(false)
    },
  )

  test('everything that it says that it can find', () => {
    const codes = new Set(deeds.flatMap(([, expected]) => expected))
    expect([...codes].sort()).toEqual(Object.keys(auditFindings).sort())
  })

  test('nothing in an organization whose neighbour was tampered with', async () => {
    const { hall, storage, foreign, organizationId } = await worldWithAPast()
    const organizations = JSON.parse(storage.snapshot()) as Tampered[]
    for (const organization of organizations) if (organization.head.id === organizationId) organization.head.counts = {}
    storage.restore(JSON.stringify(organizations))
    expect((await hall.verify({ organizationId, actor: system })).ok).toBe(false)
    expect((await hall.verify({ organizationId: foreign.organizationId, actor: system })).ok).toBe(true)
  })

  test('where it is, and not somewhere else', async () => {
    const member = storedOf(world).members.find(({ userId }) => userId === 'u3')
    const report = await auditAfter(world, (all) => Object.assign(memberOf(all, 'u3'), { userId: 'u0' }))
    expect(report.findings).toMatchObject([{ code: 'duplicate-user', memberId: member?.id }])
    const altered = await auditAfter(world, ({ revisions }) => Object.assign(revisions[5] ?? {}, { at: 0 }))
    expect(altered.findings).toMatchObject([{ code: 'broken-chain', revision: 6 }])
  })

  test('any role, status or counter that is not what the history says', async () => {
    const { members, head } = storedOf(world)
    const change = fc.oneof(
      fc.record({
        at: fc.nat({ max: members.length - 1 }),
        field: fc.constant('role'),
        to: fc.constantFrom('admin', 'manager', 'viewer', 'guest', 'wizard'),
      }),
      fc.record({
        at: fc.nat({ max: members.length - 1 }),
        field: fc.constant('status'),
        to: fc.constantFrom('pending', 'active', 'deactivated', 'removed'),
      }),
      fc.record({
        at: fc.constant(-1),
        field: fc.constantFrom(...Object.keys(head.counts)),
        to: fc.nat({ max: 9 }).map((active) => ({ active })),
      }),
    )
    await fc.assert(
      fc.asyncProperty(change, async ({ at, field, to }) => {
        const before = JSON.stringify(storedOf(world))
        let after = before
        const report = await auditAfter(world, (all) => {
          Object.assign(at < 0 ? all.head.counts : (all.members[at] ?? {}), { [field]: to })
          after = JSON.stringify(all)
        })
        expect(report.ok).toBe(after === before)
      }),
      runs(150),
    )
  })
})
