/** A roster: the people of one organization or several, as a file names them, each with the line that they stand on. */
import type { ProfileInput } from 'guildhall'
import type { Role } from './policy.js'
import type { Problem } from './problems.js'

export interface Person {
  readonly line: number
  readonly userId: string
  readonly role: Role
  readonly profile: ProfileInput
}

export interface Roster {
  readonly line: number
  readonly slug: string
  readonly name: string
  readonly seatLimit?: number
  readonly people: readonly Person[]
}

export interface RosterFile {
  readonly rosters: readonly Roster[]
  /** Entries that are left out of the rosters. */
  readonly problems: readonly Problem[]
  /** What the file says that the demo does not import. */
  readonly notImported: readonly string[]
}
