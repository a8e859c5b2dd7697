/** The demo from beginning to end: what `main.ts` runs, with the command line and the streams handed in. */
import type { WriteStream } from 'node:tty'
import { isGuildhallError } from 'guildhall'
import { madeUpCompany } from './company.js'
import { complaint, leftOut } from './complaints.js'
import { entriesIn } from './import-plan.js'
import { importRosters } from './import-roster.js'
import { arrivals, plannedImport } from './import-views.js'
import { help, type Options, readOptions } from './options.js'
import { call, dim, heading, lines, type Show, title } from './print.js'
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
  const { from, json, storage } = options
  const file = from === undefined ? madeUpCompany() : await inFile(from, () => readRosterFile(from))
  const show: Show = json ? () => undefined : streams.out
  show(title('Guildhall', 'the membership desk of an application'))
  if (storage === 'pglite') show(lines(dim('A PostgreSQL starts in this process, which takes some seconds.')))
  const desk = await openDesk(storage)
  try {
    show(heading(1, 'An organization comes in'))
    show(call("hall.batch({ organizationId, actor, mode: 'item-by-item', commands })"))
    const report = await inFile(from ?? 'the made-up company', () => bringIn(desk, file, options, streams, show))
    show(arrivals(report.imported, file.notImported))
    if (report.problems.length > 0) (json ? streams.err : show)(leftOut(report.problems))

    const organizations = report.imported.map(({ organization }) => organization)
    const [organization] = organizations
    show(heading(2, 'Its dashboard'))
    show(call('hall.organizations.dashboard({ organizationId, actor })'))
    show(dashboards(await numbersOf(desk.hall, organizations)))
    const playsOn = organization !== undefined && !(json && from !== undefined)
    if (playsOn) await tellStory(desk.hall, organization, show)

    show(heading(8, 'The auditor’s verdict'))
    show(call('hall.verify({ organizationId, actor })'))
    const reports = await audited(desk.hall, organizations)
    for (const audit of reports) show(verdict(audit))
    const summary = await summaryOf(desk.hall, organizations, reports)
    if (json) streams.out(JSON.stringify(summary))
    return summary.verified ? 0 : 1
  } finally {
    await desk.close()
  }
}

async function bringIn(desk: Desk, file: RosterFile, { partial }: Options, streams: Streams, show: Show) {
  const entries = file.rosters.reduce((sum, roster) => sum + entriesIn(roster), 0)
  const terminal = entries > 1_000 ? streams.terminal : undefined
  const progress = terminal && (await progressOn(terminal, 'entries', entries))
  try {
    const report = await importRosters(desk, file, {
      partial,
      onPlan: (plan) => show(plannedImport(plan)),
      onProgress: (done) => progress?.advance(done),
    })
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
