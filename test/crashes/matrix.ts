/** One deed, struck by crashes, and what must be true of it then. */
import { isGuildhallError, type Storage } from 'guildhall'
import { type Hall, judge, openHall } from '../races/stage.js'
import { accountOf, idOf, plainly } from './account.js'
import { type Call, type Crash, crashing, type Fault, faults } from './crashing.js'
import { type Deed, plainStage, type Rehearsed } from './deeds.js'

/** A hall whose ids, secrets and time say nothing but in which order things came. */
export function tellingHall(storage: Storage, tag: string): Hall {
  let minted = 0
  return openHall(storage, 'usual', {
    clock: () => 1_750_000_000_000,
    newId: () => `${tag}-${++minted}`,
    newSecret: () => `secret-${tag}-${++minted}`.padEnd(16, '-'),
  })
}

/** A deed on an organization of its own. */
export interface Scene {
  readonly tag: string
  readonly hall: Hall
  readonly deed: Deed
  /** The account before the deed. */
  readonly before: string
}

export async function sceneOf(storage: Storage, { prepare }: Rehearsed, tag: string): Promise<Scene> {
  const hall = tellingHall(storage, tag)
  const deed = await prepare(plainStage(hall, tag))
  return { tag, hall, deed, before: await accountOf(storage, deed.place, tag) }
}

/** What the deed does where nothing fails. */
export interface Smooth {
  readonly calls: readonly Call[]
  readonly answer: string
  readonly account: string
  readonly notices: number
}

export async function smoothly(storage: Storage, rehearsed: Rehearsed, tag: string, key?: string): Promise<Smooth> {
  const scene = await sceneOf(storage, rehearsed, tag)
  const { storage: watched, calls } = crashing(storage, [])
  const { ended, notices } = await struck(watched, scene, key)
  if (!('answer' in ended)) throw new Error(`${rehearsed.name} fails without a crash: ${ended.error}`)
  return { calls, answer: ended.answer, account: await accountOf(storage, scene.deed.place, tag), notices }
}

/** How a deed ended for whoever asked for it. */
type Ended =
  | { readonly answer: string }
  | { readonly error: string; readonly kind?: string; readonly outcome?: string; readonly code?: string }

/** Does the deed on a storage that has its troubles. */
export async function struck(
  troubled: Storage,
  { hall, deed, tag }: Scene,
  key?: string,
): Promise<{ readonly ended: Ended; readonly notices: number }> {
  let notices = 0
  const stop = hall.subscribe(() => void notices++)
  const ended = await deed.act(hall.on(troubled), key).then(
    (value): Ended => ({ answer: plainly(value, tag) }),
    (error: unknown): Ended => endedBy(error),
  )
  stop()
  return { ended, notices }
}

function endedBy(error: unknown): Ended {
  if (!isGuildhallError(error)) return { error: `not an error of Guildhall’s: ${String(error)}` }
  const details: object = error.details
  const outcome = 'outcome' in details ? { outcome: String(details.outcome) } : {}
  return { error: error.message, kind: error.kind, code: error.code, ...outcome }
}

// ---------------------------------------------------------------------------------------------------------- the matrix

/** Every way to crash once, or from then on, around each of these calls. */
export function crashesAround(calls: readonly Call[]): Crash[] {
  const crashes: Crash[] = []
  for (const call of calls.keys())
    for (const moment of ['before', 'after'] as const)
      for (const fault of Object.keys(faults) as Fault[])
        for (const lasts of ['once', 'for good'] as const) crashes.push({ call, moment, fault, lasts })
  return crashes
}

/** What must come of a crash. */
export interface Fate {
  /** What the caller hears: the answer as if nothing had been, or an error of this kind. */
  readonly hears: 'answer' | 'not-committed' | 'unknown' | 'stale' | 'anything'
  readonly done: boolean | 'unsaid'
}

/**
 * The whole law of crashes. A storage that says of a commit which happened that it did not is lying: then nobody can
 * answer well, but the organization must be whole all the same.
 */
export function fateOf(call: Call, { moment, fault, lasts }: Crash): Fate {
  const inDoubt = fault === 'whether it happened is not known' || fault === 'a plain error'
  const retryable = fault === 'it did not happen, try again'
  if (call === 'commit' && moment === 'after' && !inDoubt) return { hears: 'anything', done: 'unsaid' }
  if (retryable) return lasts === 'once' ? { hears: 'answer', done: true } : { hears: 'stale', done: false }
  if (call !== 'commit' || !inDoubt) return { hears: 'not-committed', done: false }
  if (lasts === 'once') return { hears: 'answer', done: true }
  return { hears: 'unknown', done: moment === 'after' }
}

/** Strikes a deed, and says what is wrong with how it ended. */
export async function problemsOf(
  storage: Storage,
  rehearsed: Rehearsed,
  smooth: Smooth,
  tag: string,
  crashes: readonly Crash[],
  { hears, done }: Fate,
): Promise<string[]> {
  const scene = await sceneOf(storage, rehearsed, tag)
  const { ended, notices } = await struck(crashing(storage, crashes).storage, scene)
  const account = await accountOf(storage, scene.deed.place, tag)
  const problems: string[] = []
  const say = (problem: string) => problems.push(`${crashes.map(described).join(', then ')}: ${problem}`)

  const happened = account === smooth.account
  if (done !== 'unsaid' && !happened && account !== scene.before) say('it is half done')
  if (done !== 'unsaid' && happened !== done) say(happened ? 'it happened' : 'it did not happen')
  for (const finding of await findings(storage, scene)) say(finding)

  const heard = 'answer' in ended ? 'answer' : ended.kind === 'stale' ? 'stale' : (ended.outcome ?? ended.error)
  if (hears !== 'anything' && heard !== hears) say(`the caller hears \`${heard}\`, not \`${hears}\``)
  if ('answer' in ended && hears === 'answer' && ended.answer !== smooth.answer) say(`the answer is ${ended.answer}`)
  if ('error' in ended && ended.kind !== 'storage' && hears !== 'stale' && hears !== 'anything')
    say(`the error is of kind \`${ended.kind}\`: ${ended.error}`)
  const expected = 'answer' in ended ? smooth.notices : 0
  if (hears !== 'anything' && notices !== expected) say(`${notices} notices instead of ${expected}`)
  return problems
}

function described({ call, moment, fault, lasts }: Crash): string {
  return `${moment} call ${call}, ${fault}, ${lasts}`
}

/** What the auditor says; a deleted organization is none that it would look at. */
async function findings(storage: Storage, { hall, deed }: Scene): Promise<string[]> {
  const organizationId = await idOf(storage, deed.place)
  const snapshot = organizationId === undefined ? undefined : await storage.read(organizationId, [])
  if (organizationId === undefined || snapshot === undefined || snapshot.head.status === 'deleted') return []
  const report = await hall.verify({ organizationId, actor: judge })
  return report.findings.map(({ code, problem }) => `${code}: ${problem}`)
}
