/** The command line. */
import { parseArgs } from 'node:util'
import type { Question } from './explain-access.js'
import { DemoError } from './problems.js'

export interface Options {
  readonly from?: string
  readonly storage: string
  readonly partial: boolean
  readonly explain?: Question
  readonly json: boolean
  readonly help: boolean
}

export const help = `
npm start -- [options]

Shows what Guildhall is for: brings an organization in, prints its dashboard,
invites, accepts, plans, is refused, explains a decision, and ends with the
auditor's verdict. Without options it plays on a made-up company, in memory.

  --from FILE        Brings in a real roster:
                     .yaml, .yml: a GitHub organization file (peribolos), its
                       admins and members, repositories, teams, and who may
                       do what; user ids are "github:<login>"
                     .csv: with a header; email, and any of name, role,
                       department, job title, phone; user ids are
                       "email:<address>", the organization is called like the
                       file, roles are admin, finance, lead, member
                     All or nothing: one entry that is wrong, and nothing is
                     written. At most 2 MB of YAML, 10 MB of CSV.
                     What would change is told first. What is there already is
                     compared: the roles, teams, memberships, repositories and
                     levels that the file names are made as it says; what it
                     does not name is left alone. So a second time changes
                     nothing.
  --partial          Imports what can be imported, and tells what cannot.
  --storage WHERE    memory (default), pglite, or a URL, postgres:// or
                     mongodb://; on a server in the schema guildhall_demo, or in
                     collections that begin so, where it stays. Playing it again
                     there changes nothing.
  --explain USER RESOURCE
                     Says what a user (a GitHub login, an address or a user
                     id) may do with a repository, and by which ways: a team, a
                     team above it, everyone's level, the role of an admin.
                     With --from in place of the story, else at its end.
  --json             Prints only one line of JSON: organizations, members,
                     admins, pending, seats, teams, resources, assignments,
                     events, revision, verified; where there are several
                     organizations, their sums; with --explain also what it
                     says, as explained. With --from it is taken right after
                     the import: on an empty storage, members are the people
                     of the file. Without --from it is taken at the end of the
                     story, in which one more person has joined and one is
                     invited. (npm start --silent -- --json keeps npm's own
                     words out.)
  --help             Prints this.

Exit code: 0 when all went well; 1 when the audit finds something; 2 when the
input is bad, and then nothing was written; when --explain asks about somebody
or something that is not there; or when the storage fails.
NO_COLOR is respected.
`

/** @throws DemoError for whatever is not an option, or not a value of one */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parsed(args)
  const { storage = 'memory', from, explain: user, partial = false, json = false, help = false } = values
  const [resource, ...others] = positionals
  const [unexpected] = user === undefined ? positionals : others
  if (unexpected !== undefined) throw new DemoError(`Unexpected argument '${unexpected}': see --help`)
  if (user !== undefined && (user === '' || !resource)) throw new DemoError('--explain takes a user and a repository')
  if (from === '') throw new DemoError('--from takes the name of a file')
  return {
    ...{ storage: storageOf(storage), partial, json, help },
    ...(user === undefined || resource === undefined ? {} : { explain: { user, resource } }),
    ...(from === undefined ? {} : { from }),
  }
}

function storageOf(storage: string): string {
  const ofMongo = /^mongodb(\+srv)?:\/\//.test(storage)
  const ofPostgres = /^postgres(ql)?:\/\//.test(storage)
  if (storage !== 'memory' && storage !== 'pglite' && !ofMongo && !ofPostgres)
    throw new DemoError('--storage takes memory, pglite, or a postgres:// or mongodb:// URL')
  // a URL of Mongo may name several hosts, which only its driver can read
  if (ofPostgres && !URL.canParse(storage)) throw new DemoError('--storage was given a URL that is none')
  return storage
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      // the repository of --explain
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        storage: { type: 'string' },
        explain: { type: 'string' },
        partial: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    // Node explains at length; its first sentence says it all
    const [first = ''] = error instanceof Error ? error.message.split(/\.(?:\s|$)|\n/, 1) : []
    throw new DemoError(`${first}: see --help`)
  }
}
