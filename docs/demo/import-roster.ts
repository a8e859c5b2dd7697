/**
 * Brings rosters in: each organization is made with its first admin, and everybody else is added in batches. A batch
 * answers for each command, so all that is wrong with a roster is told at once, by line; and all of it happens in one
 * transaction, so nothing is written unless everything is right (or `partial` says that the rest will do).
 */
import { isGuildhallError, type Organization } from 'guildhall'
import { addPeople } from './add-people.js'
import type { Hall } from './policy.js'
import { byPlace, DemoError, type Problem, Problems } from './problems.js'
import type { Roster, RosterFile } from './roster.js'
import type { Desk } from './storage.js'

const actor = { system: 'import' } as const

export interface Imported {
  readonly organization: Organization
  readonly added: number
  /** People of the file who were members before; they are left as they are. */
  readonly present: number
  readonly batches: number
}

export interface ImportReport {
  readonly imported: readonly Imported[]
  readonly problems: readonly Problem[]
}

export interface ImportOptions {
  readonly partial: boolean
  /** Hears how many people are dealt with. */
  readonly onProgress?: (people: number) => void
}

/** @throws DemoError with everything that is wrong, unless `partial`; then nothing was written */
export function importRosters(desk: Desk, file: RosterFile, options: ImportOptions): Promise<ImportReport> {
  return desk.atomically(async (hall) => {
    const problems = new Problems(file.problems)
    const imported: Imported[] = []
    for (const roster of file.rosters) {
      const present = await found(hall, roster)
      const organization = present ?? (await created(hall, roster, problems))
      if (organization === undefined) continue
      const counts = await addPeople(hall, organization.id, roster.people, problems, options.onProgress)
      // somebody who was there when the organization had just been made is its first admin, out of the file
      const first = present === undefined ? 1 : 0
      imported.push({ ...counts, organization, added: counts.added + first, present: counts.present - first })
    }
    const told = problems.inOrder()
    if (told.length > 0 && !options.partial) throw new DemoError('nothing was imported', told)
    return { imported, problems: told }
  })
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
async function created(hall: Hall, roster: Roster, problems: Problems): Promise<Organization | undefined> {
  const { line, name, slug, seatLimit, people } = roster
  const limit = seatLimit === undefined ? {} : { seatLimit }
  for (const person of people.filter(({ role }) => role === 'admin')) {
    const admin = { userId: person.userId, ...person.profile }
    try {
      return await hall.organizations.create({ actor, name, slug, ...limit, admin })
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
