/**
 * Brings rosters in, plan first: what each would change is known and told before anything is done. An organization is made
 * with its first admin, and all the rest is done in batches. A batch answers for each command, so all that is wrong with a
 * roster is told at once, by line; and all of it happens in one transaction, so nothing is written unless everything is
 * right (or `partial` says that the rest will do).
 */
import { isGuildhallError, type Organization } from 'guildhall'
import { Batches } from './batches.js'
import { carryOut } from './carry-out.js'
import { type ImportPlan, planOf } from './import-plan.js'
import type { Hall } from './policy.js'
import { edgesOf, entitiesOf, nothing } from './present.js'
import { byPlace, DemoError, type Problem, Problems } from './problems.js'
import type { Roster, RosterFile } from './roster.js'
import type { Desk } from './storage.js'

const actor = { system: 'import' } as const

export interface Imported {
  readonly organization: Organization
  readonly plan: ImportPlan
  /** How many entries were added or changed. */
  readonly done: number
  readonly revisions: number
}

export interface ImportReport {
  readonly imported: readonly Imported[]
  readonly problems: readonly Problem[]
}

export interface ImportOptions {
  readonly partial: boolean
  /** Hears how many entries are dealt with. */
  readonly onProgress?: (entries: number) => void
}

/** What would change, roster by roster. Nothing is done. */
export async function planRosters({ hall }: Desk, { rosters }: RosterFile): Promise<readonly ImportPlan[]> {
  const plans: ImportPlan[] = []
  for (const roster of rosters) plans.push(await planned(hall, roster))
  return plans
}

/** @throws DemoError with everything that is wrong, unless `partial`; then nothing was written */
export function importRosters(desk: Desk, file: RosterFile, options: ImportOptions): Promise<ImportReport> {
  return desk.atomically(async (hall) => {
    const problems = new Problems(file.problems)
    const imported: Imported[] = []
    for (const roster of file.rosters) {
      const done = await carriedOut(hall, await planned(hall, roster), problems, options)
      if (done !== undefined) imported.push(done)
    }
    const told = problems.inOrder()
    if (told.length > 0 && !options.partial) throw new DemoError('nothing was imported', told)
    return { imported, problems: told }
  })
}

async function planned(hall: Hall, roster: Roster): Promise<ImportPlan> {
  const organization = await found(hall, roster)
  if (organization === undefined) return planOf(roster, undefined, nothing)
  const entities = await entitiesOf(hall, organization.id)
  return planOf(roster, organization, { ...entities, ...(await edgesOf(hall, organization.id, entities)) })
}

/** Undefined where there is no organization, and none can be made. */
async function carriedOut(
  hall: Hall,
  plan: ImportPlan,
  problems: Problems,
  { onProgress = () => undefined }: ImportOptions,
): Promise<Imported | undefined> {
  const { organization, roster, people } = plan
  const first = organization === undefined ? await created(hall, roster, problems) : undefined
  const organizationId = organization?.id ?? first?.id
  if (organizationId === undefined) return undefined
  const batches = new Batches(hall, organizationId, problems, onProgress)
  const add = people.add.filter(({ userId }) => userId !== first?.admin.userId)
  await carryOut(hall, organizationId, { ...plan, people: { ...people, add } }, batches)
  const now = await hall.organizations.get({ organizationId, actor })
  // the first admin came in with the organization
  const made = first === undefined ? 0 : 1
  return { organization: now, plan, done: batches.done + made, revisions: now.revision - (organization?.revision ?? 0) }
}

async function found(hall: Hall, { slug }: Roster): Promise<Organization | undefined> {
  try {
    return await hall.organizations.bySlug({ slug, actor })
  } catch (error) {
    // a slug that is none is told where the organization is to be created
    if (isGuildhallError(error, 'organization/not-found') || isGuildhallError(error, 'input/invalid')) return undefined
    throw error
  }
}

/** Made with the first admin of the roster, or the next one where there is something wrong with the first. */
async function created(hall: Hall, roster: Roster, problems: Problems) {
  const { line, name, slug, seatLimit, metadata, people } = roster
  const limit = seatLimit === undefined ? {} : { seatLimit }
  for (const person of people.filter(({ role }) => role === 'admin')) {
    const admin = { userId: person.userId, ...person.profile }
    try {
      return await hall.organizations.create({ actor, name, slug, metadata, ...limit, admin })
    } catch (error) {
      if (!isGuildhallError(error, 'input/invalid')) throw error
      const { admin: theirs = [], '': own = [] } = byPlace(/^(?:(admin)\.)?/, error.details.issues)
      problems.addIssues(person.line, theirs)
      problems.addIssues(line, own)
      if (own.length > 0) return undefined
    }
  }
  problems.add({ line, field: slug, problem: 'has no admin that can be imported, and an organization needs one' })
  return undefined
}
