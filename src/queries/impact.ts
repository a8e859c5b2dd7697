/** What a command leaves behind or endangers, as its plan lists it: lists of one name are shown as one. */
import type { ImpactQuery } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import type { Engine, Request } from '../execute.js'
import type { Impact } from '../front-door.js'
import { type MemberRecord, memberView } from '../member/member.js'
import type { Slice } from '../organization/slice.js'
import { type ResourceRecord, resourceView } from '../resource/resource.js'
import { readPage } from './paging.js'

/** So many of each list are shown. */
const shown = 20

type Other = NonNullable<Impact['others']>[number]

/** What the lists of one name come to, each once. */
interface Gathered {
  readonly members: Map<string, MemberRecord>
  readonly resources: Map<string, ResourceRecord>
  readonly others: Map<string, Other>
  readonly shift: Pick<Impact, 'gains' | 'loses'>
  more: boolean
}

export async function impactOf(
  engine: Engine,
  { organizationId, orders, actor }: Request,
  before: Slice,
): Promise<Impact[]> {
  if (before.head === undefined) return []
  const foresight = { actor, policy: engine.policy, now: engine.clock() }
  const all = new Map<string, Gathered>()
  for (const { command, input } of orders) {
    for (const list of command.impact?.(before, input, foresight) ?? []) {
      const { name, gains, loses } = list
      const lists = { members: new Map(), resources: new Map(), others: new Map() }
      const gathered = all.get(name) ?? { ...lists, shift: compact({ gains, loses }), more: false }
      all.set(name, gathered)
      await gather(engine, organizationId, list, gathered)
    }
  }
  return [...all].flatMap(([name, gathered]) => told(organizationId, name, gathered))
}

async function gather(engine: Engine, organizationId: string, list: ImpactQuery, into: Gathered): Promise<void> {
  const { members, resources, others } = into
  if ('members' in list) for (const member of list.members) members.set(member.id, member)
  if ('resources' in list) for (const resource of list.resources) resources.set(resource.id, resource)
  if (!('query' in list)) return
  const { query, concerns = () => true } = list
  const { records, more, slice } = await readPage(engine, organizationId, query)
  into.more ||= more
  for (const { kind, record } of records) {
    const principal = kind === 'membership' || kind === 'assignment' ? record : undefined
    const ofMember = principal?.principalKind === 'member' ? slice.member(principal.principalId) : undefined
    const member = kind === 'member' ? record : ofMember
    if (member !== undefined && concerns(member, slice)) members.set(member.id, member)
    if (principal !== undefined && principal.principalKind !== 'member' && list.concerns === undefined)
      others.set(principal.principalId, { kind: principal.principalKind, id: principal.principalId })
  }
}

function told(organizationId: string, name: string, { members, resources, others, shift, more }: Gathered): Impact[] {
  const sizes = [members.size, resources.size, others.size]
  if (!more && sizes.every((size) => size === 0)) return []
  const first = <T>(all: Map<string, T>): T[] => [...all.values()].slice(0, shown)
  return [
    {
      name,
      members: first(members).map((member) => memberView(organizationId, member)),
      ...(resources.size > 0 && { resources: first(resources).map((one) => resourceView(organizationId, one)) }),
      ...(others.size > 0 && { others: first(others) }),
      ...shift,
      more: more || sizes.some((size) => size > shown),
    },
  ]
}
