/** How the answers of Guildhall look on a screen. */
import { type AcceptedPlan, type AuditReport, auditFindings, type Dashboard, type Refusal } from 'guildhall'
import { bad, bar, bold, count, dim, good, indented, lines, short, table } from './print.js'

export function dashboards(all: readonly { readonly name: string; readonly numbers: Dashboard }[]): string {
  const head = ['organization', 'members', 'active', 'pending', 'admins', 'seats', 'revision']
  const rows = all
    .slice(0, 20)
    .map(({ name, numbers: { members, active, pending, admins, seats, revision } }) => [
      ...[short(name, 24), members, active, pending, admins],
      ...[seats.limit === undefined ? seats.taken : `${seats.taken} of ${seats.limit}`, revision],
    ])
  const [only, ...others] = all
  const more = others.length >= 20 ? `\n${lines(`and ${all.length - 20} more`)}` : ''
  return `${table(head, rows)}${more}${only && others.length === 0 ? `\n${details(only.numbers)}` : ''}`
}

function details({ byRole, seats }: Dashboard): string {
  const roles = Object.entries(byRole).map(
    ([role, { pending, active, deactivated }]) => `${pending + active + deactivated} ${role}`,
  )
  const free =
    seats.limit === undefined
      ? ''
      : `\n   seats    ${bar(seats.taken, seats.limit)}  ${count(seats.free ?? 0, 'free seat')}`
  return `   by role  ${roles.join(dim(' · '))}${free}`
}

const shown = ['role', 'status', 'name', 'email', 'department', 'jobTitle'] as const

/** What a plan would change, before and after. */
export function planned({ changes, seats }: AcceptedPlan): string {
  const rows = changes.flatMap((change) => {
    if (change.kind !== 'member') return []
    const { before, after } = change
    const who = short(after.name ?? after.email ?? after.id, 30)
    return shown
      .filter((field) => before?.[field] !== after[field])
      .map((field) => [who, field, short(before?.[field] ?? '', 16), '→', short(after[field] ?? '', 16)])
  })
  const most = 4
  const more = rows.length > most ? [[dim(`and ${rows.length - most} more`), '', '', '', '']] : []
  const taken = ['', 'seats taken', String(seats.before), '→', String(seats.after)]
  return table(['planned', '', 'before', '', 'after'], [...rows.slice(0, most), ...more, taken])
}

export const refusal = ({ code, message }: Refusal): string =>
  `   ${bad('✗ refused')}  ${bold(code)}\n${indented(message)}`

export function verdict({ ok, revision, head, read, findings }: AuditReport): string {
  const { members, invitations, revisions, events } = read
  const seen = [count(members, 'member'), count(invitations, 'invitation'), count(revisions, 'revision')]
  const looked = lines(
    `read: ${seen.join(', ')}, ${count(events, 'event')}; the chain of hashes ends in ${head.slice(0, 12)}…`,
  )
  const nothing = `of ${Object.keys(auditFindings).length} things that could be wrong, none is`
  if (ok) return `${lines(`${good(`✓ everything holds at revision ${revision}`)}: ${nothing}`)}\n${looked}`
  const told = findings
    .slice(0, 10)
    .map(({ code, problem }) => `${lines(`${code}: ${auditFindings[code]}`)}\n${indented(problem)}`)
  const title = bad(`✗ ${count(findings.length, 'finding')} at revision ${revision}`)
  return [`   ${title}`, ...told, looked].join('\n')
}
