/** The demo from beginning to end: what `main.ts` runs, with the command line and the streams handed in. */
import type { WriteStream } from 'node:tty'
import { isGuildhallError } from 'guildhall'
import { madeUpCompany } from './company.js'
import { complaint, leftOut } from './complaints.js'
import { explainAccess, inShort } from './explain-access.js'
import { explainedAccess } from './explanation-views.js'
import { entriesIn } from './import-plan.js'
import { importRosters, planRosters } from './import-roster.js'
import { arrivals, plannedImport } from './import-views.js'
import { help, type Options, readOptions } from './options.js'
import { dim, lines, type Show, sections, short, title } from './print.js'
import { DemoError } from './problems.js'
import { progressOn } from './progress.js'
import { readRosterFile } from './read-roster.js'
import type { RosterFile } from './roster.js'
import { type Desk, openDesk } from './storage.js'
import { tellStory } from './story.js'
import { audited, numbersOf, summaryOf } from './summary.js'
import { dashboards, verdict } from './views.js'

export interface Streams {
  readonly out: Show
  readonly err: Show
  /** Where progress is shown, if it is a terminal. */
  readonly terminal?: WriteStream
}

/** Answers the exit code: 0, or 1 where the audit finds something, or 2 where something is wrong with what was asked. */
export async function demo(args: readonly string[], streams: Streams): Promise<0 | 1 | 2> {
  try {
    const options = readOptions(args)
    if (options.help) {
      streams.out(help.trim())
      return 0
    }
    return await play(options, streams)
  } catch (error) {
    if (!(error instanceof DemoError || isGuildhallError(error))) throw error
    streams.err(complaint(error))
    return 2
  }
}

async function play(options: Options, streams: Streams): Promise<0 | 1> {
  const { from, json, storage, explain } = options
  const file = from === undefined ? madeUpCompany() : await inFile(from, () => readRosterFile(from))
  const show: Show = json ? () => undefined : streams.out
  const begin = sections(show)
  show(title('Guildhall', 'the membership desk of an application'))
  if (storage === 'pglite') show(lines(dim('A PostgreSQL starts in this process, which takes some seconds.')))
  const desk = await openDesk(storage)
  try {
    begin('An organization comes in', "hall.batch({ organizationId, actor, mode: 'item-by-item', commands })")
    for (const plan of await planRosters(desk, file)) show(plannedImport(plan))
    const report = await inFile(from ?? 'the made-up company', () => bringIn(desk, file, options, streams))
    show(arrivals(report.imported, file.notImported))
    if (report.problems.length > 0) (json ? streams.err : show)(leftOut(report.problems))

    const organizations = report.imported.map(({ organization }) => organization)
    const [organization] = organizations
    begin('Its dashboard', 'hall.organizations.dashboard({ organizationId, actor })')
    show(dashboards(await numbersOf(desk.hall, organizations)))
    const playsOn = organization !== undefined && (from === undefined || !(json || explain))
    if (playsOn) await tellStory(desk.hall, organization, show, begin)
    const explained = explain && (await explainAccess(desk.hall, organizations, explain))
    if (explained) {
      begin(`What may ${short(explain.user, 20)} do, and why?`, 'access.explain(permission, { resource })')
      for (const one of explained) show(explainedAccess(one))
    }

    begin('The auditor’s verdict', 'hall.verify({ organizationId, actor })')
    const reports = await audited(desk.hall, organizations)
    for (const audit of reports) show(verdict(audit))
    const summary = await summaryOf(desk.hall, organizations, reports)
    if (json) streams.out(JSON.stringify({ ...summary, ...(explained && { explained: explained.map(inShort) }) }))
    return summary.verified ? 0 : 1
  } finally {
    await desk.close()
  }
}

async function bringIn(desk: Desk, file: RosterFile, { partial }: Options, { terminal }: Streams) {
  const entries = file.rosters.reduce((sum, roster) => sum + entriesIn(roster), 0)
  const progress = terminal && entries > 1_000 ? await progressOn(terminal, 'entries', entries) : undefined
  try {
    const report = await importRosters(desk, file, { partial, onProgress: (done) => progress?.advance(done) })
    if (report.imported.length === 0) throw new DemoError('there is nothing to import', report.problems)
    return report
  } finally {
    progress?.end()
  }
}

/** Says which file it is that something is wrong with. */
async function inFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DemoError) throw new DemoError(`${path}: ${error.message}`, error.problems)
    throw error
  }
}
