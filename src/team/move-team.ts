import { changed } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { containerEvent, movedFacts } from '../membership/container.js'
import { ancestorsUnder, asParent, atTeam, shownTeam, type Team, type TeamRecord } from './team.js'

interface Input {
  readonly teamId: string
  readonly parentId: string | null
  readonly reason?: string
}

type Code = 'team/not-found' | 'team/below-itself' | 'team/too-deep' | 'team/too-many-children'

/** All that can be below a team. */
const withDescendants = { children: { children: { children: { children: {} } } } } as const

/**
 * Puts a team with all below it under another one, or with null under none. Asks in the team, where it comes from and
 * where it goes, since whoever is in it gains what is held above.
 */
export const moveTeam = defineCommand<Input, Team, Code>({
  name: 'team.move',
  input: fields.input({
    teamId: fields.id,
    parentId: fields.nullable(fields.id),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ teamId, parentId }) => [
    { get: 'team', ids: [teamId], follow: { parent: {}, ...withDescendants } },
    ...asParent(parentId),
  ],
  authorize: (slice, { teamId, parentId }) => {
    const from = slice.team(teamId)?.parentId
    return ask('team:update', atTeam(slice, teamId), atTeam(slice, from), atTeam(slice, parentId))
  },
  propose(slice, { teamId, parentId, reason }, { now }) {
    const before = slice.team(teamId)
    if (before === undefined) return refuse('team/not-found', { teamId })
    if ((before.parentId ?? null) === parentId) return { writes: [], events: [], ids: [teamId] }
    const below = slice.live('team').filter((team) => team.ancestors.includes(teamId))
    if (parentId !== null && (parentId === teamId || below.some(({ id }) => id === parentId)))
      return refuse('team/below-itself', { teamId, parentId })
    const height = Math.max(0, ...below.map((team) => team.ancestors.indexOf(teamId) + 1))
    const ancestors = ancestorsUnder(slice, parentId, height)
    if (isRefusal(ancestors)) return ancestors
    const { parentId: _, ...rest } = before
    const after: TeamRecord = { ...rest, ...compact({ parentId: parentId ?? undefined }), ancestors, updatedAt: now }
    return {
      writes: [after, ...below.map((team) => moved(team, after, now))].map((team) => changed('team', team)),
      events: [containerEvent('team.moved', before, after, { ...movedFacts(['parentId'], before, after), reason })],
      ids: [teamId],
    }
  },
  presented: (ids) => [{ get: 'team', ids }],
  present: (slice, [id = '']) => shownTeam(slice, id),
})

/** A team below the one that is moved: what is between the two stays as it is. */
function moved(team: TeamRecord, above: TeamRecord, now: number): TeamRecord {
  const between = team.ancestors.slice(0, team.ancestors.indexOf(above.id) + 1)
  return { ...team, ancestors: [...between, ...above.ancestors], updatedAt: now }
}
