/** Numbers and verdicts over all organizations that were brought in. */
import type { AuditReport, Dashboard, Organization } from 'guildhall'
import { allOf } from './pages.js'
import type { Hall } from './policy.js'

/** What `--json` prints. Where there are several organizations, the numbers are sums. */
export interface Summary {
  readonly organizations: number
  /** Who is not removed, pending members included. */
  readonly members: number
  readonly admins: number
  readonly pending: number
  /** Seats taken. */
  readonly seats: number
  readonly teams: number
  readonly resources: number
  readonly assignments: number
  /** Entries of the history. */
  readonly events: number
  readonly revision: number
  /** Whether the auditor found nothing anywhere. */
  readonly verified: boolean
}

const actor = { system: 'demo' } as const

export async function numbersOf(hall: Hall, organizations: readonly Organization[]) {
  const all: { readonly name: string; readonly numbers: Dashboard }[] = []
  for (const { id, name } of organizations)
    all.push({ name, numbers: await hall.organizations.dashboard({ organizationId: id, actor }) })
  return all
}

export async function audited(hall: Hall, organizations: readonly Organization[]): Promise<readonly AuditReport[]> {
  const reports: AuditReport[] = []
  for (const { id } of organizations) reports.push(await hall.verify({ organizationId: id, actor }))
  return reports
}

/** Teams, resources and assignments that count. */
async function things(hall: Hall, organizationId: string) {
  const here = { organizationId, actor }
  const teams = await allOf((bounds) => hall.teams.list({ ...here, ...bounds }))
  const resources = await allOf((bounds) => hall.resources.list({ ...here, ...bounds }))
  const assignments = await allOf((bounds) => hall.assignments.list({ ...here, ...bounds }))
  return { teams: teams.length, resources: resources.length, assignments: assignments.length }
}

export async function summaryOf(
  hall: Hall,
  organizations: readonly Organization[],
  reports: readonly AuditReport[],
): Promise<Summary> {
  const all = await numbersOf(hall, organizations)
  const counted = []
  for (const { id } of organizations) counted.push(await things(hall, id))
  const sum = <T>(items: readonly T[], number: (item: T) => number) => items.reduce((so, item) => so + number(item), 0)
  return {
    organizations: organizations.length,
    members: sum(all, ({ numbers }) => numbers.members),
    admins: sum(all, ({ numbers }) => numbers.admins),
    pending: sum(all, ({ numbers }) => numbers.pending),
    seats: sum(all, ({ numbers }) => numbers.seats.taken),
    teams: sum(counted, ({ teams }) => teams),
    resources: sum(counted, ({ resources }) => resources),
    assignments: sum(counted, ({ assignments }) => assignments),
    events: sum(reports, ({ read }) => read.events),
    revision: sum(all, ({ numbers }) => numbers.revision),
    verified: reports.every(({ ok }) => ok),
  }
}
