/** The auditor's look at teams, groups, workspaces, resources, roles and the edges between them. */
import type { CompiledPolicy } from '../access/compile.js'
import type { Scope } from '../access/scope.js'
import type { AssignmentRecord } from '../assignment/assignment.js'
import type { MembershipRecord } from '../membership/membership.js'
import type { OrganizationRecord } from '../organization/organization.js'
import type { Kind, RecordsByKind } from '../storage.js'
import type { AuditFinding, AuditFindingCode } from './audit-findings.js'

/** All records of an organization, by kind. */
export type Everything = { readonly [K in Kind]: readonly RecordsByKind[K][] }

type Record = RecordsByKind[Kind]

export function modelFindings(all: Everything, head: OrganizationRecord, policy: CompiledPolicy): AuditFinding[] {
  const audit = new ModelAudit(all, head, policy)
  audit.edges()
  audit.keys()
  audit.teams()
  audit.resources()
  audit.counters()
  audit.catalogue()
  return audit.findings
}

class ModelAudit {
  readonly findings: AuditFinding[] = []
  readonly #all: Everything
  readonly #head: OrganizationRecord
  readonly #policy: CompiledPolicy
  /** Every record but edges, by id: ids are unique over all kinds. */
  readonly #byId: ReadonlyMap<string, { readonly kind: Kind; readonly record: Record }>

  constructor(all: Everything, head: OrganizationRecord, policy: CompiledPolicy) {
    this.#all = all
    this.#head = head
    this.#policy = policy
    const named = (['member', 'team', 'group', 'workspace', 'resource', 'role'] as const).flatMap((kind) =>
      all[kind].map((record) => [record.id, { kind, record }] as const),
    )
    this.#byId = new Map(named)
  }

  edges(): void {
    const count = new Map<string, number>()
    const pairs = new Set<string>()
    for (const edge of [...this.#all.membership, ...this.#all.assignment]) {
      count.set(edge.principalId, (count.get(edge.principalId) ?? 0) + 1)
      if (pairs.has(edge.pair)) this.#find('duplicate-edge', `\`${edge.pair}\` is there twice`, edge.id)
      pairs.add(edge.pair)
      const lost = ends(edge).find(([kind, id]) => !this.#stands(kind, id))
      if (lost !== undefined) this.#find('dangling-edge', `the ${lost[0]} \`${lost[1]}\` is not there`, edge.id)
      else this.#role(edge)
    }
    for (const { id } of this.#all.member)
      if ((count.get(id) ?? 0) > 400) this.#find('too-many-edges', `the member has \`${count.get(id)}\``, id)
  }

  /** Edges of containers that are gone may be left; those of a member who was removed may not. */
  #stands(kind: Kind, id: string): boolean {
    const found = this.#byId.get(id)
    if (found?.kind !== kind) return false
    return kind !== 'member' || !('status' in found.record) || found.record.status !== 'removed'
  }

  #role(edge: MembershipRecord | AssignmentRecord): void {
    const scopes = scopesOf(edge)
    if (edge.role === undefined || ends(edge).some(([, id]) => !this.#isLive(id))) return
    const scope = this.#scopeOf(edge.role)
    if (scope === undefined || !scopes.includes(scope))
      this.#find('unknown-role', `the role is \`${edge.role}\``, edge.id)
  }

  #isLive(id: string): boolean {
    const record = this.#byId.get(id)?.record
    return record !== undefined && (!('status' in record) || record.status !== 'deleted')
  }

  #scopeOf(role: string): Scope | undefined {
    return this.#policy.role(role)?.scope ?? this.#all.role.find(({ id }) => id === role)?.scope
  }

  keys(): void {
    const seen = new Set<string>()
    const once = (kind: Kind, field: string, key: string | undefined, id: string) => {
      const what = `${kind} ${field} ${key}`
      if (key !== undefined && seen.has(what)) this.#find('duplicate-key', `another ${kind} has the same ${field}`, id)
      seen.add(what)
    }
    for (const kind of ['team', 'group', 'workspace'] as const)
      for (const { id, key } of live(this.#all[kind])) once(kind, 'key', key, id)
    for (const { id, ref } of live(this.#all.resource)) once('resource', 'key', ref, id)
    for (const { id, nameKey } of live(this.#all.role)) once('role', 'name', nameKey, id)
  }

  teams(): void {
    const teams = new Map(live(this.#all.team).map((team) => [team.id, team]))
    for (const { id, parentId, ancestors } of teams.values()) {
      const above: string[] = []
      for (let next = parentId; next !== undefined && above.length < 6; next = teams.get(next)?.parentId)
        above.push(next)
      const astray =
        above.length > 4 || above.some((parent) => !teams.has(parent)) || String(above) !== String(ancestors)
      if (astray)
        this.#find('team-astray', `its ancestors are \`${ancestors.join()}\`, its parents \`${above.join()}\``, id)
    }
  }

  resources(): void {
    for (const { id, workspaceId, ownerId } of live(this.#all.resource)) {
      if (workspaceId !== undefined && !(this.#stands('workspace', workspaceId) && this.#isLive(workspaceId)))
        this.#find('resource-astray', `the workspace \`${workspaceId}\` is not there`, id)
      if (ownerId !== undefined && !this.#byId.has(ownerId))
        this.#find('resource-astray', `the owner \`${ownerId}\` never was`, id)
    }
  }

  counters(): void {
    const members = new Map<string, number>()
    for (const { containerId } of this.#all.membership) members.set(containerId, (members.get(containerId) ?? 0) + 1)
    for (const kind of ['team', 'group', 'workspace'] as const) {
      for (const { id, memberCount } of live(this.#all[kind])) {
        const is = members.get(id) ?? 0
        if (is !== memberCount)
          this.#find('wrong-counter', `it counts \`${memberCount}\` members, there are \`${is}\``, id)
      }
    }
    const catalogue = Object.values(this.#all)
      .flat()
      .filter((record) => 'catalogue' in record).length
    const totals = new Map<string, number>(Object.entries(this.#head.totals))
    const counted = (['team', 'group', 'workspace', 'resource', 'role'] as const).map((kind): [string, number] => [
      kind,
      (this.#all[kind] as readonly { readonly status: string }[]).filter(({ status }) => status !== 'deleted').length,
    ])
    for (const [name, is] of [...counted, ['catalogue', catalogue] as const]) {
      const says = totals.get(name) ?? 0
      if (is !== says) this.#find('wrong-counter', `the head counts \`${says}\` of \`${name}\`, there are \`${is}\``)
    }
  }

  catalogue(): void {
    const expect = (id: string, is: boolean, should: boolean) => {
      if (is !== should)
        this.#find('wrong-catalogue', should ? 'it is not in the catalogue' : 'it is in the catalogue', id)
    }
    for (const role of this.#all.role) expect(role.id, 'catalogue' in role, role.status === 'active')
    for (const workspace of this.#all.workspace)
      expect(workspace.id, 'catalogue' in workspace, workspace.status === 'active' && workspace.type === 'shared')
    for (const edge of this.#all.membership) expect(edge.id, 'catalogue' in edge, edge.principalKind === 'group')
    for (const edge of this.#all.assignment) {
      const wide = edge.scopeKind === 'organization' || edge.scopeKind === 'workspace'
      expect(edge.id, 'catalogue' in edge, wide && edge.principalKind !== 'member')
    }
  }

  #find(code: AuditFindingCode, problem: string, recordId?: string): void {
    this.findings.push({ code, problem, ...(recordId === undefined ? {} : { recordId }) })
  }
}

/** What an edge hangs on. */
function ends(edge: MembershipRecord | AssignmentRecord): (readonly [Kind, string])[] {
  const principal: [Kind, string][] = edge.principalKind === 'everyone' ? [] : [[edge.principalKind, edge.principalId]]
  if ('containerId' in edge) return [...principal, [edge.containerKind, edge.containerId]]
  return edge.scopeKind === 'organization' ? principal : [...principal, [edge.scopeKind, edge.scopeId]]
}

/** The scopes that the role of an edge may be for. */
function scopesOf(edge: MembershipRecord | AssignmentRecord): readonly Scope[] {
  if ('containerId' in edge) return edge.containerKind === 'group' ? [] : [edge.containerKind]
  const { scopeKind } = edge
  return scopeKind === 'organization' || scopeKind === 'workspace' ? [scopeKind, 'resource'] : [scopeKind]
}

function live<R extends { readonly status: string }>(records: readonly R[]): readonly R[] {
  return records.filter(({ status }) => status !== 'deleted')
}
