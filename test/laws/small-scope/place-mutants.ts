/** Houses in which one thing is wrong about a team, a workspace or a group. */
import { decide } from '../../../src/decision/decide.js'
import { isRefusal } from '../../../src/decision/refusal.js'
import type { Change } from '../../../src/decision/rule.js'
import { type Mutant, proposing, ruleBut, withoutAnEnd, withoutRule } from './mutants.js'
import { withTeam, withWorkspace } from './scopes.js'
import type { House } from './world.js'

/** The command leaves every edge where it was. */
function keepingEdges(name: string): Partial<House> {
  return proposing(name, (propose) => (...asked) => {
    const proposal = propose(...asked)
    return isRefusal(proposal) ? proposal : { ...proposal, deletes: [] }
  })
}

/** Nobody counts who comes into a container or leaves it. */
const notCounting: typeof decide = (...asked) => {
  const decision = decide(...asked)
  if (!decision.ok) return decision
  return { ...decision, puts: decision.puts.filter(({ fields }) => !fields.includes('memberCount')) }
}

const belongs = ({ kind }: Change) => kind === 'membership'

export const plantedInPlaces: { readonly [name: string]: Mutant } = {
  'a team takes any role': {
    scope: withTeam,
    change: ruleBut('assignable-roles', 'without', belongs),
    found: 'every role is for the place where it is held',
  },
  'a workspace takes any role': {
    scope: withWorkspace,
    change: ruleBut('assignable-roles', 'without', belongs),
    found: 'every role is for the place where it is held',
  },
  'a team is overfull': {
    scope: withTeam,
    change: withoutRule('team-capacity'),
    found: 'nobody joins a team that is full',
  },
  'without team-members-are-members, a command that does not look puts into a team who was removed': {
    scope: withTeam,
    change: {
      ...withoutRule('team-members-are-members'),
      ...proposing(
        'team.addMembers',
        (propose) =>
          (slice, ...asked) =>
            propose(withoutAnEnd(slice), ...asked),
      ),
    },
    found: 'what is over is not over: ',
  },
  'a removed member stays in the team': {
    scope: withTeam,
    change: keepingEdges('member.remove'),
    found: 'only who is of the organization belongs anywhere in it',
  },
  'who leaves stays in the group': {
    scope: withWorkspace,
    change: keepingEdges('member.leave'),
    found: 'only who is of the organization belongs anywhere in it',
  },
  'an invitation that is revoked leaves a place in the team': {
    scope: withTeam,
    change: keepingEdges('invitation.revoke'),
    found: 'only who is of the organization belongs anywhere in it',
  },
  'nobody counts the team': {
    scope: withTeam,
    change: { decide: notCounting },
    found: 'who belongs is counted, each once',
  },
  'nobody counts the workspace': {
    scope: withWorkspace,
    change: { decide: notCounting },
    found: 'who belongs is counted, each once',
  },
  'what a team gives is not judged': {
    scope: withTeam,
    change: ruleBut('role-ceiling', 'without', belongs),
    found: 'nobody gives more than they may by belonging',
  },
  'what a workspace gives is not judged': {
    scope: withWorkspace,
    change: ruleBut('role-ceiling', 'without', belongs),
    found: 'nobody gives more than they may by belonging',
  },
  'somebody raises themselves in a workspace': {
    scope: withWorkspace,
    change: ruleBut('no-self-elevation', 'without', belongs),
    found: 'nobody raises themselves by belonging',
  },
}
