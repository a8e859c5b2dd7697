/** A roster: what a file says of one organization or several, each entry with the line that it stands on. */
import type { Metadata, ProfileInput } from 'guildhall'
import type { Level, Role } from './policy.js'
import type { Problem } from './problems.js'

export interface Person {
  readonly line: number
  readonly userId: string
  /** Absent where the file leaves it open: newcomers get the default one, others keep what they have. */
  readonly role?: Role
  /** For newcomers: whoever is there keeps their own. */
  readonly profile: ProfileInput
}

export interface Team {
  readonly line: number
  /** Made of the name, unique in the organization. */
  readonly key: string
  readonly name: string
  readonly description?: string
  readonly metadata: Metadata
  /** The key of the team above it. */
  readonly parent?: string
  readonly members: readonly TeamMember[]
}

export interface TeamMember {
  readonly line: number
  readonly userId: string
  readonly maintainer: boolean
}

/** A repository. */
export interface Resource {
  readonly line: number
  readonly key: string
  readonly name: string
  readonly metadata: Metadata
}

/** What a team, or everyone, shall hold on a repository, or on all of them. */
export interface Access {
  readonly line: number
  /** The key of a team; everyone where absent. */
  readonly team?: string
  /** The key of a repository; all of them where absent. */
  readonly resource?: string
  /** None where absent. */
  readonly level?: Level
}

export interface Roster {
  readonly line: number
  readonly slug: string
  readonly name: string
  readonly seatLimit?: number
  readonly metadata: Metadata
  readonly people: readonly Person[]
  /** Each behind the one above it. */
  readonly teams: readonly Team[]
  readonly resources: readonly Resource[]
  readonly access: readonly Access[]
}

export interface RosterFile {
  readonly rosters: readonly Roster[]
  /** Entries that are left out of the rosters. */
  readonly problems: readonly Problem[]
  /** What the file says that the demo does not import. */
  readonly notImported: readonly string[]
}
