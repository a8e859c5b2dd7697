/** How explanations look on a screen: a decision, and the ways that led to it. */
import type { Explanation, GrantPath } from 'guildhall'
import type { Explained } from './explain-access.js'
import { bad, bold, dim, good, hanging, lines, short, visible } from './print.js'

type Names = Explained['names']

/** Somebody's level on a repository, and every permission with the ways by which it is held. */
export function explainedAccess({ organization, user, resource, level, answers, names }: Explained): string {
  const [who, what, where] = [user, resource, organization].map((name) => short(visible(name), 40))
  const held = level === undefined ? 'holds no level' : `holds the level ${bold(level)}`
  return [lines(`${who} ${held} on ${what}, in ${where}.`), ...answers.map((one) => explanation(one, names))].join('\n')
}

/** A decision as the ways that led to it; or what was looked at, and what would help. */
export function explanation(explained: Explanation, names: Names = {}): string {
  const yes = explained.decision === 'allowed'
  const asked = `${yes ? good('✓') : bad('✗')} ${explained.permission.padEnd(20)}  `
  const [first = '', ...others] = yes ? explained.via.map((way) => inWords(way, names)) : denial(explained)
  return [hanging(asked, first), ...others.map((way) => hanging(' '.repeat(24), way))].join('\n')
}

const reasons: { readonly [reason: string]: string } = {
  'no-role-grants': 'no role grants it',
  'not-active': 'not an active member',
}

function denial(denied: Extract<Explanation, { decision: 'denied' }>): string[] {
  const why = denied.reasons.map((reason) => reasons[reason] ?? reason).join(', ')
  const looked = new Set(
    denied.lookedAt.flatMap(({ role, bar }) => (bar === undefined ? (role ?? []) : `${role} (${bar})`)),
  )
  // the one that gives least besides comes first
  const [helpful] = denied.remedies.flatMap((remedy) => ('assign' in remedy ? remedy.assign : []))
  const at = looked.size === 0 ? '' : `: looked at ${[...looked].join(', ')}`
  return [`${why}${at}`, ...(helpful === undefined ? [] : [dim(`${helpful} would grant it`)])]
}

function inWords({ role, inheritedFrom, entry, held }: GrantPath, names: Names): string {
  const roles = [role, ...inheritedFrom]
  const chain = (roles.length > 3 ? [role, '…', roles.at(-1)] : roles).join(' → ')
  const nameOf = (id: string) => short(visible(names[id] ?? id), 30)
  switch (held.by) {
    case 'organization-role':
      return `${chain}, which lists ${entry}`
    case 'direct-permission':
      return `their own, beside any role`
    case 'membership':
      return `${chain}, as a member of ${nameOf(held.containerId)}`
    case 'assignment': {
      const { principalKind, principalId, throughTeamId, scopeKind, scopeId } = held
      const who = principalKind === 'everyone' || principalKind === 'member' ? principalKind : nameOf(principalId)
      const above =
        throughTeamId === undefined || throughTeamId === principalId ? '' : `, above ${nameOf(throughTeamId)}`
      // on the thing itself, which need not be said, or on something that it is in
      const on = scopeKind === 'resource' ? '' : `, on all in ${nameOf(scopeId)}`
      return `${principalKind === 'team' ? 'team ' : ''}${who}${above}${on}: ${chain}`
    }
  }
}
