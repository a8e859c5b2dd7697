/**
 * What races. Each scenario makes an organization of its own for each trial, says which commands are fired at once, and
 * knows how it must have ended. The auditor is asked apart, by the harness.
 */
import type { Actor } from 'guildhall'
import { nameOfRole, roleWhileGiven } from './role-scenarios.js'
import { counted, equal, oneOf, type Scenario, type Stage, several } from './scenario.js'
import type { Shot } from './shot.js'
import { enrol, found, invite, judge, type PolicyName, type RoleName, single, userOf } from './stage.js'

const usual = 'usual' satisfies PolicyName

// ----------------------------------------------------------------------------------------------------------- scenarios

const invitationsForSeats: Scenario = {
  name: 'R4: n invitations for k free seats give exactly k',
  policy: usual,
  async prepare({ hall, tag, trial, contenders: n }) {
    const free = 1 + (trial % (n - 1))
    const { organizationId, ada } = await found(hall, tag, 1 + free)
    return {
      organizations: [organizationId],
      shots: several(n, (at) => ({
        do: 'invitations.invite',
        input: { organizationId, actor: ada, emails: userOf(`guest${at}`, tag).email },
      })),
      async judge(outcomes) {
        const { seats } = await hall.organizations.dashboard({ organizationId, actor: judge })
        return [...counted(outcomes, { invited: free, 'no-seat': n - free }), ...equal('free seats', seats.free, 0)]
      },
    }
  },
}

const acceptancesForSeats: Scenario = {
  name: 'R4: n acceptances for k free seats, where only active members take one, let exactly k in',
  policy: 'only active members take seats',
  async prepare({ hall, tag, trial, contenders: n }) {
    const free = 1 + (trial % (n - 1))
    const founded = await found(hall, tag, 1 + free)
    const { organizationId } = founded
    const guests = several(n, (at) => userOf(`guest${at}`, tag))
    const invited = await invite(hall, founded, guests)
    return {
      organizations: [organizationId],
      shots: guests.map((actor, at) => ({
        do: 'invitations.accept',
        input: { actor, token: invited[at]?.token ?? '' },
      })),
      async judge(outcomes) {
        const { active, pending } = await hall.organizations.dashboard({ organizationId, actor: judge })
        return [
          ...counted(outcomes, { ok: free, 'organization/seat-limit': n - free }),
          ...equal('active members', active, 1 + free),
          ...equal('pending members', pending, n - free),
        ]
      },
    }
  },
}

/** The doors out of the admin role, as one admin can use them on the other, or on themselves. */
const doors: {
  readonly [name: string]: (organizationId: string, actor: Actor & { userId: string }, otherId: string) => Shot
} = {
  demote: (organizationId, actor, memberId) => ({
    do: 'members.changeRole',
    input: { organizationId, actor, memberId, role: 'viewer' },
  }),
  remove: (organizationId, actor, memberId) => ({ do: 'members.remove', input: { organizationId, actor, memberId } }),
  deactivate: (organizationId, actor, memberId) => ({
    do: 'members.deactivate',
    input: { organizationId, actor, memberId },
  }),
  leave: (organizationId, actor) => ({ do: 'members.leave', input: { organizationId, actor } }),
  erase: (_, actor) => ({ do: 'members.removeUserEverywhere', input: { actor, userId: actor.userId } }),
}
const pairs = Object.keys(doors).flatMap((one) => Object.keys(doors).map((other) => [one, other] as const))

const lastAdmins: Scenario = {
  name: 'R5, R6: of two admins who demote, remove, deactivate, leave or erase at once, one stays',
  policy: usual,
  async prepare({ hall, tag, trial }) {
    const { organizationId, ada, adaId } = await found(hall, tag)
    const bo = userOf('bo', tag)
    const boId = single(await enrol(hall, organizationId, [{ user: bo, role: 'admin' }]))
    const [one = 'leave', other = 'leave'] = pairs[trial % pairs.length] ?? []
    const shots = [doors[one]?.(organizationId, ada, boId), doors[other]?.(organizationId, bo, adaId)]
    return {
      organizations: [organizationId],
      shots: shots.filter((shot) => shot !== undefined),
      variant: `${one} and ${other}`,
      async judge(outcomes) {
        // the members themselves: a counter may be wrong too
        const role = ['admin'] as const
        const admins = await hall.members.list({ organizationId, actor: judge, role, status: ['active'] })
        const done = outcomes.filter(({ said }) => said === 'ok').length
        return [
          ...equal('an admin is there', admins.items.length >= 1, true),
          ...equal('somebody got through', done >= 1, true),
        ]
      },
    }
  },
}

const oneInvitation: Scenario = {
  name: 'R3: one invitation accepted n times, by one user and by others of the same address, lets one in',
  policy: usual,
  async prepare({ hall, tag, contenders: n }) {
    const founded = await found(hall, tag)
    const { organizationId } = founded
    const guest = userOf('guest', tag)
    const { token, memberId } = single(await invite(hall, founded, [guest]))
    const twin = { ...guest, userId: `twin-${tag}` }
    return {
      organizations: [organizationId],
      shots: several(n, (at) => ({ do: 'invitations.accept', input: { token, actor: at % 2 === 0 ? guest : twin } })),
      async judge(outcomes) {
        const { active } = await hall.organizations.dashboard({ organizationId, actor: judge })
        const { userId } = await hall.members.get({ organizationId, actor: judge, memberId })
        const winner = outcomes.findIndex(({ said }) => said === 'ok')
        return [
          ...counted(outcomes, { ok: 1, 'invitation/not-valid': n - 1 }),
          ...equal('active members', active, 2),
          ...equal('who got in', userId, winner % 2 === 0 ? guest.userId : twin.userId),
        ]
      },
    }
  },
}

const revokeAndAccept: Scenario = {
  name: 'R3: revoked or accepted, never both',
  policy: usual,
  async prepare({ hall, tag }) {
    const founded = await found(hall, tag)
    const { organizationId, ada } = founded
    const guest = userOf('guest', tag)
    const { token, memberId, invitationId } = single(await invite(hall, founded, [guest]))
    return {
      organizations: [organizationId],
      shots: [
        { do: 'invitations.revoke', input: { organizationId, actor: ada, invitationId } },
        { do: 'invitations.accept', input: { token, actor: guest } },
      ],
      variant: 'only one',
      async judge(outcomes) {
        const { status } = await hall.members.get({ organizationId, actor: judge, memberId })
        return [
          ...oneOf(outcomes, ['ok', 'invitation/not-valid'], ['invitation/not-pending', 'ok']),
          ...equal('the member', status, outcomes[0]?.said === 'ok' ? 'removed' : 'active'),
        ]
      },
    }
  },
}

const declineAndAccept: Scenario = {
  name: 'R3: declined or accepted, never both',
  policy: usual,
  async prepare({ hall, tag }) {
    const founded = await found(hall, tag)
    const { organizationId } = founded
    const guest = userOf('guest', tag)
    const { token, memberId } = single(await invite(hall, founded, [guest]))
    return {
      organizations: [organizationId],
      shots: [
        { do: 'invitations.decline', input: { token } },
        { do: 'invitations.accept', input: { token, actor: guest } },
      ],
      variant: 'only one',
      async judge(outcomes) {
        const { status } = await hall.members.get({ organizationId, actor: judge, memberId })
        return [
          ...oneOf(outcomes, ['ok', 'invitation/not-valid'], ['invitation/not-valid', 'ok']),
          ...equal('the member', status, outcomes[0]?.said === 'ok' ? 'removed' : 'active'),
        ]
      },
    }
  },
}

const oneAddress: Scenario = {
  name: 'R3, R17: n invitations to one address, however written, make one',
  policy: usual,
  async prepare({ hall, tag, contenders: n }) {
    const { organizationId, ada } = await found(hall, tag)
    const written = [`guest-${tag}@example.test`, `Guest-${tag}@EXAMPLE.test`, `GUEST-${tag}@example.TEST`]
    return {
      organizations: [organizationId],
      shots: several(n, (at) => ({
        do: 'invitations.invite',
        input: { organizationId, actor: ada, emails: written[at % written.length] ?? '' },
      })),
      async judge(outcomes) {
        const { pending } = await hall.organizations.dashboard({ organizationId, actor: judge })
        return [...counted(outcomes, { invited: 1, 'already-invited': n - 1 }), ...equal('pending members', pending, 1)]
      },
    }
  },
}

const oneSlug: Scenario = {
  name: 'R3: one slug wanted by n organizations, new and old, goes to one',
  policy: usual,
  async prepare({ hall, tag, contenders: n }) {
    const { organizationId, ada } = await found(hall, tag)
    const slug = `wanted-${tag}`
    const founders = several(n - 1, (at) => userOf(`founder${at}`, tag))
    return {
      organizations: [organizationId],
      shots: [
        { do: 'organizations.update', input: { organizationId, actor: ada, slug } },
        ...founders.map((actor) => ({ do: 'organizations.create' as const, input: { actor, name: 'Wanted', slug } })),
      ],
      async judge(outcomes) {
        const winner = outcomes.findIndex(({ said }) => said === 'ok')
        const owner = winner === 0 ? ada : (founders[winner - 1] ?? ada)
        const holder = await hall.organizations.bySlug({ slug, actor: owner })
        const others = founders.filter((founder) => founder !== owner)
        const loser = others[0] ?? ada
        const left = await hall.organizations.ofUser({ actor: loser })
        return [
          ...counted(outcomes, { ok: 1, 'organization/slug-taken': n - 1 }),
          ...equal('the slug', holder.slug, slug),
          ...equal('organizations of a loser', left.items.length, loser === ada ? 1 : 0),
        ]
      },
    }
  },
}

const roleAndRemoval: Scenario = {
  name: 'R5: a role change against the removal of the same member ends removed',
  policy: usual,
  async prepare({ hall, tag }) {
    const { organizationId, ada } = await found(hall, tag)
    const [bo, cy] = [userOf('bo', tag), userOf('cy', tag)]
    const people: { user: typeof bo; role: RoleName }[] = [
      { user: bo, role: 'admin' },
      { user: cy, role: 'viewer' },
    ]
    const [, memberId = ''] = await enrol(hall, organizationId, people)
    return {
      organizations: [organizationId],
      shots: [
        { do: 'members.changeRole', input: { organizationId, actor: ada, memberId, role: 'manager' } },
        { do: 'members.remove', input: { organizationId, actor: bo, memberId } },
      ],
      variant: 'removed',
      async judge(outcomes) {
        const { status, role } = await hall.members.get({ organizationId, actor: judge, memberId })
        return [
          ...oneOf(outcomes, ['ok', 'ok'], ['member/not-found', 'ok']),
          ...equal('the member', `${status} ${role}`, `removed ${outcomes[0]?.said === 'ok' ? 'manager' : 'viewer'}`),
        ]
      },
    }
  },
}

const additionAndAcceptance: Scenario = {
  name: 'R3: a direct addition against the acceptance of the same user makes one member',
  policy: usual,
  async prepare({ hall, tag }) {
    const founded = await found(hall, tag)
    const { organizationId, ada } = founded
    const guest = userOf('guest', tag)
    const { token } = single(await invite(hall, founded, [guest]))
    const add = { organizationId, actor: ada, userId: guest.userId }
    return {
      organizations: [organizationId],
      shots: [
        { do: 'members.add', input: add },
        { do: 'members.add', input: { ...add, email: guest.email } },
        { do: 'invitations.accept', input: { token, actor: guest } },
      ],
      variant: 'one member',
      async judge(outcomes) {
        const { active } = await hall.organizations.dashboard({ organizationId, actor: judge })
        const done = outcomes.filter(({ said }) => said === 'ok').length
        return [...equal('commands that got through', done, 1), ...equal('active members', active, 2)]
      },
    }
  },
}

const archiveAndAcceptance: Scenario = {
  name: 'R26: nobody accepts into an archived organization',
  policy: usual,
  async prepare({ hall, tag }) {
    const founded = await found(hall, tag)
    const { organizationId, ada } = founded
    const guests = [userOf('guest0', tag), userOf('guest1', tag)]
    const invited = await invite(hall, founded, guests)
    return {
      organizations: [organizationId],
      shots: [
        { do: 'organizations.archive', input: { organizationId, actor: ada } },
        ...guests.map((actor, at) => ({
          do: 'invitations.accept' as const,
          input: { actor, token: invited[at]?.token ?? '' },
        })),
      ],
      variant: 'archived',
      async judge([archived, ...accepted]) {
        const { revision, status } = await hall.organizations.get({ organizationId, actor: judge })
        return [
          ...equal('the organization', status, 'archived'),
          ...equal('the last revision', revision, archived?.revision),
          ...accepted.flatMap(({ said }) =>
            said === 'ok' ? [] : equal('an acceptance', said, 'organization/archived'),
          ),
        ]
      },
    }
  },
}

const granterAndAcceptance: Scenario = {
  name: 'R10: what the inviter may no longer give is not accepted',
  policy: usual,
  async prepare({ hall, tag }) {
    const { organizationId, ada } = await found(hall, tag)
    const [mo, guest] = [userOf('mo', tag), userOf('guest', tag)]
    const moId = single(await enrol(hall, organizationId, [{ user: mo, role: 'manager' }]))
    const { token } = single(await invite(hall, { organizationId, ada: mo }, [guest], 'manager'))
    return {
      organizations: [organizationId],
      shots: [
        { do: 'members.changeRole', input: { organizationId, actor: ada, memberId: moId, role: 'viewer' } },
        { do: 'invitations.accept', input: { token, actor: guest } },
      ],
      variant: 'before or never',
      judge: ([demoted, accepted]) =>
        accepted?.said === 'ok'
          ? equal('accepted before', (accepted.revision ?? 0) < (demoted?.revision ?? 0), true)
          : equal('the acceptance', accepted?.said, 'invitation/not-valid'),
    }
  },
}

const resendAndAcceptance: Scenario = {
  name: 'R15: an old secret is dead once another was sent',
  policy: usual,
  async prepare({ hall, tag }) {
    const founded = await found(hall, tag)
    const { organizationId, ada } = founded
    const guest = userOf('guest', tag)
    const { token, invitationId } = single(await invite(hall, founded, [guest]))
    return {
      organizations: [organizationId],
      shots: [
        { do: 'invitations.resend', input: { organizationId, actor: ada, invitationId } },
        { do: 'invitations.accept', input: { token, actor: guest } },
      ],
      variant: 'only one',
      judge: (outcomes) => oneOf(outcomes, ['ok', 'invitation/not-valid'], ['invitation/not-pending', 'ok']),
    }
  },
}

const lowerLimitAndInvitations: Scenario = {
  name: 'R4: a limit that is lowered holds from that revision on',
  policy: usual,
  async prepare({ hall, tag }) {
    const { organizationId, ada } = await found(hall, tag, 5)
    return {
      organizations: [organizationId],
      shots: [
        { do: 'organizations.setSeatLimit', input: { organizationId, actor: ada, seatLimit: 2 } },
        ...['guest0', 'guest1'].map((guest) => ({
          do: 'invitations.invite' as const,
          input: { organizationId, actor: ada, emails: userOf(guest, tag).email },
        })),
      ],
      variant: 'lowered',
      async judge([lowered, ...invited]) {
        const { seatLimit } = await hall.organizations.get({ organizationId, actor: judge })
        const since = lowered?.revision ?? 0
        const late = invited.filter(({ said, revision = 0 }) => said === 'invited' && revision > since).length
        return [...equal('the limit', seatLimit, 2), ...equal('invited beyond it', late > 1, false)]
      },
    }
  },
}

const handOverAndLeave: Scenario = {
  name: 'R5: the admin role is not handed to somebody who is gone',
  policy: usual,
  async prepare({ hall, tag }) {
    const { organizationId, ada } = await found(hall, tag)
    const cy = userOf('cy', tag)
    const memberId = single(await enrol(hall, organizationId, [{ user: cy, role: 'viewer' }]))
    return {
      organizations: [organizationId],
      shots: [
        { do: 'members.transferAdmin', input: { organizationId, actor: ada, memberId } },
        { do: 'members.leave', input: { organizationId, actor: cy } },
      ],
      variant: 'one or the other',
      judge: (outcomes) => oneOf(outcomes, ['ok', 'member/last-admin'], ['member/not-found', 'ok']),
    }
  },
}

/** What is sent n times under one key, and what each of them answers. */
const repeatable: readonly ((
  stage: Stage,
  idempotencyKey: string,
) => Promise<{ organizationId?: string; shot: Shot }>)[] = [
  async ({ tag }, idempotencyKey) => ({
    shot: {
      do: 'organizations.create',
      input: { actor: userOf('eve', tag), name: 'Once', slug: `once-${tag}`, idempotencyKey },
    },
  }),
  async ({ hall, tag }, idempotencyKey) => {
    const { organizationId, ada } = await found(hall, tag)
    const emails = userOf('guest', tag).email
    return {
      organizationId,
      shot: { do: 'invitations.invite', input: { organizationId, actor: ada, emails, idempotencyKey } },
    }
  },
  async ({ hall, tag }, idempotencyKey) => {
    const founded = await found(hall, tag)
    const guest = userOf('guest', tag)
    const { token } = single(await invite(hall, founded, [guest]))
    return {
      organizationId: founded.organizationId,
      shot: { do: 'invitations.accept', input: { token, actor: guest, idempotencyKey } },
    }
  },
]

const oneKey: Scenario = {
  name: 'R3: one command sent n times under one key is done once, and all are told the same',
  policy: usual,
  async prepare(stage) {
    const kind = repeatable[stage.trial % repeatable.length] ?? repeatable[0]
    if (kind === undefined) throw new Error('nothing to repeat')
    const { organizationId, shot } = await kind(stage, 'once')
    return {
      organizations: organizationId === undefined ? [] : [organizationId],
      shots: several(stage.contenders, () => shot),
      async judge(outcomes) {
        const said = shot.do === 'invitations.invite' ? 'invited' : 'ok'
        const { items } = await stage.hall.organizations.ofUser({ actor: judge, userId: `eve-${stage.tag}` })
        return [
          ...counted(outcomes, { [said]: stage.contenders }),
          ...equal('revisions told', new Set(outcomes.map(({ revision }) => revision)).size, 1),
          ...equal('organizations made', items.length, organizationId === undefined ? 1 : 0),
        ]
      },
    }
  },
}

const onePlan: Scenario = {
  name: 'one plan applied n times is applied once',
  policy: usual,
  async prepare({ hall, tag, contenders: n }) {
    const { organizationId, ada } = await found(hall, tag)
    const cy = userOf('cy', tag)
    const memberId = single(await enrol(hall, organizationId, [{ user: cy, role: 'viewer' }]))
    const plan = await hall.plan.members.changeRole({ organizationId, actor: ada, memberId, role: 'manager' })
    if (!plan.ok) throw new Error(plan.refusal.message)
    return {
      organizations: [organizationId],
      shots: several(n, () => ({ do: 'apply', input: { plan, actor: ada } })),
      judge: (outcomes) => counted(outcomes, { ok: 1, 'plan/stale': n - 1 }),
    }
  },
}

const teamPlaces: Scenario = {
  name: 'n members added to a team that takes k more make exactly k',
  policy: usual,
  async prepare({ hall, tag, trial, contenders: n }) {
    const capacity = 1 + (trial % (n - 1))
    const { organizationId, ada } = await found(hall, tag)
    const place = { organizationId, actor: ada }
    const people = several(n, (at) => ({ user: userOf(`player${at}`, tag), role: 'viewer' as const }))
    const memberIds = await enrol(hall, organizationId, people)
    const { id: teamId } = await hall.teams.create({ ...place, name: 'Full soon', capacity })
    return {
      organizations: [organizationId],
      shots: memberIds.map((memberId) => ({
        do: 'teams.addMembers',
        input: { ...place, teamId, memberIds: [memberId], role: 'captain' },
      })),
      async judge(outcomes) {
        const { items } = await hall.teams.members({ organizationId, actor: judge, teamId })
        return [
          ...counted(outcomes, { ok: capacity, 'team/full': n - capacity }),
          ...equal('members of the team', items.length, capacity),
        ]
      },
    }
  },
}

const teamAndRemoval: Scenario = {
  name: 'S1-35: added to a team while being removed, nobody is left in it',
  policy: usual,
  async prepare({ hall, tag }) {
    const { organizationId, ada } = await found(hall, tag)
    const place = { organizationId, actor: ada }
    const memberId = single(await enrol(hall, organizationId, [{ user: userOf('bo', tag), role: 'viewer' }]))
    const { id: teamId } = await hall.teams.create({ ...place, name: 'Empty in the end' })
    return {
      organizations: [organizationId],
      shots: [
        { do: 'teams.addMembers', input: { ...place, teamId, memberIds: [memberId] } },
        { do: 'members.remove', input: { ...place, memberId } },
      ],
      variant: 'only one',
      async judge(outcomes) {
        const { memberCount } = await hall.teams.get({ organizationId, actor: judge, teamId })
        const { items } = await hall.teams.members({ organizationId, actor: judge, teamId })
        return [
          ...oneOf(outcomes, ['ok', 'ok'], ['member/not-found', 'ok']),
          ...equal('members of the team', `${items.length} ${memberCount}`, '0 0'),
        ]
      },
    }
  },
}

export const scenarios: readonly Scenario[] = [
  invitationsForSeats,
  acceptancesForSeats,
  lowerLimitAndInvitations,
  lastAdmins,
  handOverAndLeave,
  oneInvitation,
  revokeAndAccept,
  declineAndAccept,
  oneAddress,
  oneSlug,
  oneKey,
  onePlan,
  roleAndRemoval,
  additionAndAcceptance,
  archiveAndAcceptance,
  granterAndAcceptance,
  resendAndAcceptance,
  teamPlaces,
  teamAndRemoval,
  ...roleWhileGiven,
  nameOfRole,
]
