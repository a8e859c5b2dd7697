/** What surrounds the input of every command: where, who, and under which idempotency key. */
import type { AnyCommand } from '../decision/command.js'
import type { Actor } from '../decision/context.js'
import { type InputIssue, isGuildhallError } from '../errors.js'
import type { Json } from '../storage.js'
import * as fields from './fields.js'
import { type InputSchema, invalidInput, parse } from './parse.js'

/** A command's input, taken apart and checked. */
export interface Envelope {
  readonly organizationId?: string
  readonly token?: string
  readonly actor: Actor
  readonly idempotencyKey?: string
  /** What the command's own schema made of the rest. */
  readonly input: unknown
  /** The rest as plain JSON, as it came. */
  readonly raw: { readonly [key: string]: Json }
}

const repeatable = { idempotencyKey: fields.optional(fields.idempotencyKey) }

type Outside = Pick<Envelope, 'organizationId' | 'token' | 'idempotencyKey'> & { readonly actor?: Actor }

function outside(command: AnyCommand): InputSchema<Outside> {
  const actor = command.actor === 'optional' ? fields.optional(fields.actor) : fields.actor
  switch (command.organization) {
    case 'created':
      return fields.input({ actor, ...repeatable })
    case 'by-token':
      return fields.input({ token: fields.token, actor, ...repeatable })
    default:
      return fields.input({ organizationId: fields.id, actor, ...repeatable })
  }
}

const outsideKeys = new Set(['organizationId', 'token', 'actor', 'idempotencyKey'])

/** Opens the input of one command. @throws GuildhallError `input/invalid`, naming everything that is wrong, inside and out */
export function open(command: AnyCommand, given: unknown): Envelope {
  const named = outsideKeysOf(command)
  const entries = entriesOf(given)
  const around = Object.fromEntries(entries.filter(([key]) => named.has(key)))
  const inside = Object.fromEntries(entries.filter(([key]) => !named.has(key)))
  const issues: InputIssue[] = []
  const envelope = collecting(issues, () => parse(outside(command), around))
  const input = collecting(issues, () => parse(command.input, inside))
  const actor = envelope?.actor ?? { system: 'invitee' }
  if (issues.length === 0) issues.push(...(command.check?.(input, actor) ?? []))
  if (envelope === undefined || issues.length > 0) throw invalidInput(issues)
  return { ...envelope, actor, input, raw: plain(inside) }
}

/**
 * Opens an input that has no envelope of its own, as in a batch or a plan, for whoever asks there; `at` is where it stands.
 * @throws GuildhallError `input/invalid`
 */
export function openInside(command: AnyCommand, given: unknown, actor: Actor, at: string): unknown {
  const issues: InputIssue[] = []
  const input = collecting(issues, () => parse(command.input, Object.fromEntries(entriesOf(given))))
  if (issues.length === 0) issues.push(...(command.check?.(input, actor) ?? []))
  if (issues.length === 0) return input
  throw invalidInput(issues.map(({ path, problem }) => ({ path: path === '' ? at : `${at}.${path}`, problem })))
}

function entriesOf(given: unknown): [string, unknown][] {
  let entries: [string, unknown][] | undefined
  try {
    if (typeof given === 'object' && given !== null && !Array.isArray(given)) entries = Object.entries(given)
  } catch {
    throw invalidInput([{ path: '', problem: 'could not be read' }])
  }
  return entries ?? notAnObject()
}

function notAnObject(): never {
  throw invalidInput([{ path: '', problem: 'must be an object' }])
}

/** The keys that belong to the envelope of this command; of another's, they are unknown fields. */
function outsideKeysOf({ organization = 'named' }: AnyCommand): ReadonlySet<string> {
  const absent = { named: ['token'], created: ['token', 'organizationId'], 'by-token': ['organizationId'] }[
    organization
  ]
  return new Set([...outsideKeys].filter((key) => !absent.includes(key)))
}

function collecting<T>(issues: InputIssue[], parsed: () => T): T | undefined {
  try {
    return parsed()
  } catch (error) {
    if (!isGuildhallError(error, 'input/invalid')) throw error
    issues.push(...error.details.issues)
    return undefined
  }
}

/** What passed a closed schema is plain JSON, but for a hostile `toJSON`. */
export function plain(value: object): { readonly [key: string]: Json } {
  try {
    return JSON.parse(JSON.stringify(value)) as { readonly [key: string]: Json }
  } catch {
    throw invalidInput([{ path: '', problem: 'must be plain JSON' }])
  }
}
