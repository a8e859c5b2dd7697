/** Whoever moves or transfers a resource gains nothing on it by that which they lacked. */
import type { CompiledPolicy } from '../access/compile.js'
import { conditioned } from '../access/permissions.js'
import { addAll, addBit, holds, minus, noRights, type Rights } from '../access/rights.js'
import type { Standing } from '../access/standing.js'
import { refuse } from '../decision/refusal.js'
import type { Change, Rule } from '../decision/rule.js'
import type { ResourceRecord } from '../resource/resource.js'

export const noGainByMoving: Rule<'resource/self-elevation'> = (_before, _after, context) => {
  const { changes, actor, base, policy, standingOf, standingAfter } = context
  const self = base.memberOf(actor)
  if (self === undefined) return undefined
  for (const { before: old, after: now } of changes.flatMap(moved)) {
    const held = on(policy, standingOf(self, { resource: old.id }), old.ownerId === self.id)
    const then = on(policy, standingAfter(self, { resource: old.id }), now.ownerId === self.id)
    const missing = policy.namesIn(minus(then, held))
    if (missing.length > 0) return refuse('resource/self-elevation', { resourceId: old.id, missing })
  }
  return undefined
}

/** A resource that somebody answers for having put into another place, or other hands. */
function moved(change: Change): { readonly before: ResourceRecord; readonly after: ResourceRecord }[] {
  if (change.kind !== 'resource' || change.authority === 'system') return []
  const { before, after } = change
  if (before === undefined || after.status === 'deleted') return []
  return before.workspaceId === after.workspaceId && before.ownerId === after.ownerId ? [] : [{ before, after }]
}

/** What somebody may do with it: of what is one's own, what the permission for one's own allows. */
function on(policy: CompiledPolicy, standing: Standing | undefined, own: boolean): Rights {
  const rights = noRights(policy.questions.length)
  if (standing === undefined) return rights
  addAll(rights, standing.rights)
  for (const [bit, question] of own ? policy.questions.entries() : []) {
    const ofOwn = policy.index.get(conditioned(question, 'own'))
    if (ofOwn !== undefined && holds(standing.rights, ofOwn)) addBit(rights, bit)
  }
  return rights
}
