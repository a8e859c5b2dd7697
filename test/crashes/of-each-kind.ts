/**
 * The commands that a server is crashed in. What a crash does to a command is the same whatever the database is, and is
 * tried on memory for all of them; a database has to show it for each thing that it writes. In the deep tests: all.
 */
import { deeds, type Rehearsed } from './deeds.js'

/** One that makes a record of each concept, and those that change, delete and claim. */
export const ofEachKind: readonly string[] = [
  ...['organizations.create', 'organizations.update', 'members.add', 'members.changeRole', 'members.remove'],
  ...['invitations.invite', 'invitations.accept', 'teams.create', 'teams.addMembers', 'teams.removeMembers'],
  ...['groups.create', 'groups.delete', 'workspaces.create', 'resources.createMany', 'resources.delete'],
  ...['roles.create', 'roles.delete', 'assignments.assign', 'assignments.unassign'],
]

/** Each with a tag of its own, for its names on a server that all share. */
export const crashed: readonly (Rehearsed & { readonly tag: string })[] = deeds
  .filter(({ name }) => process.env.GUILDHALL_DEEP === '1' || ofEachKind.includes(name))
  .map((deed, number) => ({ ...deed, tag: `d${number}` }))
