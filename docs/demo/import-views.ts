/** How an import looks on a screen: what it would change, and then what it did. */
import { type ImportPlan, kindsOf, sizeOf } from './import-plan.js'
import type { Imported } from './import-roster.js'
import { bold, count, good, lines, short, table, visible } from './print.js'
import type { Access } from './roster.js'

/** What would change, kind by kind, with the first few names; and what stays. */
export function plannedImport(plan: ImportPlan): string {
  const kinds = Object.entries(kindsOf(plan))
  const rows = kinds.flatMap(([kind, { add, change, same }]) => {
    const names = [...add, ...change.map(({ to }) => to)].slice(0, 6).map(nameOf)
    return add.length + change.length === 0 ? [] : [[kind, add.length, change.length, same, short(named(names), 36)]]
  })
  const left = kinds.flatMap(([kind, { unmentioned }]) => (unmentioned > 0 ? counted(unmentioned, kind) : []))
  const told = [lines(headline(plan))]
  if (rows.length > 0) told.push(table(['planned', 'add', 'change', 'keep', 'the first of them'], rows))
  if (left.length > 0) told.push(lines(`left alone, since the file does not mention them: ${left.join(', ')}`))
  return told.join('\n')
}

function headline(plan: ImportPlan): string {
  const { organization, organizationChanges, roster } = plan
  const name = bold(short(visible(roster.name), 40))
  if (organization === undefined) return `${name} is to be made:`
  if (sizeOf(plan) > 0) return `${name} is there already${organizationChanges ? ', and changes itself' : ''}:`
  const kept = Object.entries(kindsOf(plan)).flatMap(([kind, { same }]) => (same > 0 ? counted(same, kind) : []))
  return `${name} is there already, with all that the file says: ${kept.join(', ')}`
}

const single: { readonly [kind: string]: string } = { people: 'person', repositories: 'repository' }

const counted = (many: number, kind: string): string => count(many, single[kind] ?? kind.slice(0, -1), kind)

const named = (names: readonly string[]): string => visible(names.join(', '))

type Planned = ReturnType<typeof kindsOf>[keyof ReturnType<typeof kindsOf>]['add'][number]

function nameOf(thing: Planned): string {
  if ('profile' in thing) return thing.profile.name ?? thing.profile.email ?? thing.userId
  if ('userId' in thing) return `${thing.userId.replace(/^github:/, '')} in ${thing.team}`
  return 'name' in thing ? thing.name : nameOfAccess(thing)
}

const nameOfAccess = ({ team = 'everyone', resource, level }: Access): string =>
  `${team}: ${level ?? 'none'}${resource === undefined ? '' : ` on ${resource}`}`

/** What an import has brought. */
export function arrivals(imported: readonly Imported[], notImported: readonly string[]): string {
  const told = imported.map(({ organization: { name, revision }, done, revisions }) => {
    const came = `${count(done, 'entry', 'entries')} in ${count(revisions, 'revision')}`
    return lines(`${good('✓')} ${bold(short(name, 40))}: ${done > 0 ? came : `nothing changed, revision ${revision}`}`)
  })
  if (notImported.length > 0) told.push(lines(visible(`Not imported: ${notImported.join(', ')}.`)))
  return told.join('\n')
}
