/**
 * Readings: head and records as of one revision, from finds that are each a mixture of several.
 *
 * A document that was read after the head is as of the head's revision, once what is pending there is laid over it, and
 * unless its `rev` is later. What comes in the same find as the head is a hint, by which the next find knows what to ask
 * for. What was found by its id needs no more than that: documents never vanish, and what is new has a later `rev`. What
 * was found by anything that can change (keys, lists) needs a second look at the head afterwards: a record may have left
 * the key by a later revision, and its `rev` is then not seen. Where the second look finds another head, or a document is
 * later than the head, it was a torn reading, and the next one begins with what was learnt.
 *
 * So a command's slice takes two finds where all is asked by id, and mostly three.
 */
import type { Kind } from '../../src/storage.js'
import { StorageFault } from '../../src/storage.js'
import { asked, type Document, type MongoCollection, ScanBudgetSpent } from './database.js'
import { documentId, headId, type RecordDocument } from './documents.js'
import type { Entry, Head, Operation } from './entry.js'
import { inOrderOf, type Question } from './questions.js'

/** Torn readings, before it is a fault. */
const mostReadings = 40
/** How many answers to a question without a limit are expected; with more, it is asked again alone. */
const few = 64

/** What is known of the answer to a question: the ids of documents that matched at the server, in order. */
interface Answer {
  readonly ids: readonly string[]
  /** Where there may be more: the last document looked at. */
  readonly last?: RecordDocument
}

interface Knowledge {
  /** `null`: looked for, and not there. */
  readonly documents: Map<string, RecordDocument | null>
  readonly answers: Map<string, Answer>
}

const nothing = (): Knowledge => ({ documents: new Map(), answers: new Map() })

/** Documents by their ids, and questions by their names. */
export interface Missing {
  readonly ids: Set<string>
  readonly questions: Map<string, Question>
}

const nothingMissing = (): Missing => ({ ids: new Set(), questions: new Map() })

/** What a walk asked last time: a hint, so that what takes it many finds, level by level, takes it few the next time. */
export interface Habit {
  readonly last: Missing | undefined
  keep(asked: Missing, finds: number): void
}

/** What a walk asks, and is answered as far as it is known; it is walked again until nothing is missing. */
export interface Answers {
  /** Undefined before the first find. */
  readonly head: Head | undefined
  get(kind: Kind, ids: readonly string[]): RecordDocument[]
  ask(question: Question): RecordDocument[]
}

/** How a reader goes on that somebody else was faster than, how far it looks, and what it begins with. */
export interface Patience {
  readonly wait: (milliseconds: number) => Promise<void>
  /** How many documents a list looks through for those that match its further filters. */
  readonly scanBudget: number
  readonly habit?: Habit
}

export interface Read<T> {
  readonly head: Head
  readonly value: T
}

/** Walks again and again, until all that the walk asks is known as of one revision; undefined where there is no organization. */
export async function readingOf<T>(
  records: MongoCollection,
  organizationId: string,
  patience: Patience,
  walk: (answers: Answers) => T,
): Promise<Read<T> | undefined> {
  const { wait, habit } = patience
  let before: Reading | undefined
  for (let tries = 0; tries < mostReadings; tries++) {
    // whoever reads in step with whoever writes would be torn every time
    if (tries > 1) await wait(Math.random() * Math.min(tries, 20))
    const reading = new Reading(records, organizationId, patience, before)
    const read = await asked('harmless', () => reading.run(walk))
    if (read !== 'torn') {
      habit?.keep(reading.asked, reading.finds)
      return read
    }
    before = reading
  }
  throw new StorageFault('mongo: the organization changes faster than it can be read', {
    outcome: 'not-committed',
    retryable: true,
  })
}

class Reading implements Answers {
  head: Head | undefined
  /** A head that was seen after the one of this reading. */
  private laterHead: Head | undefined
  private readonly records: MongoCollection
  private readonly organizationId: string
  private readonly scanBudget: number
  private readonly hints: Knowledge
  private readonly known = nothing()
  private missing = nothingMissing()
  /** What the same walk asked last time, to be asked again in one find. */
  private usual: Missing | undefined
  /** All that was asked once the head was known, and in how many finds. */
  readonly asked = nothingMissing()
  finds = 0
  /** Whether something that can change was asked since the head was last seen. */
  private unsure = false

  constructor(records: MongoCollection, organizationId: string, { scanBudget, habit }: Patience, before?: Reading) {
    this.records = records
    this.organizationId = organizationId
    this.scanBudget = scanBudget
    this.head = before?.laterHead
    this.hints = before?.known ?? nothing()
    this.usual = habit?.last
  }

  async run<T>(walk: (answers: Answers) => T): Promise<Read<T> | undefined | 'torn'> {
    for (;;) {
      this.missing = nothingMissing()
      const value = walk(this)
      const complete = this.missing.ids.size + this.missing.questions.size === 0
      if (this.head !== undefined && complete && !this.unsure) return { head: this.head, value }
      if ((await this.find()) === 'torn') return 'torn'
      if (this.head === undefined || this.head.revision === 0) return undefined
    }
  }

  get(kind: Kind, ids: readonly string[]): RecordDocument[] {
    return ids.flatMap((id) => this.document(documentId(this.organizationId, kind, id)) ?? [])
  }

  ask(question: Question): RecordDocument[] {
    const { name, limit } = question
    const known = this.known.answers.get(name)
    if (known === undefined) this.missing.questions.set(name, question)
    const answer = known ?? this.hints.answers.get(name)
    if (answer === undefined) return []
    const found = [...new Set([...answer.ids, ...this.pendingFor(question)])]
      .flatMap((id) => this.document(id) ?? [])
      .filter(question.matches)
      .sort(inOrderOf(question))
    const { last } = answer
    if (last === undefined) return found.slice(0, limit)
    // behind the last one looked at there may be others, in front of what is pending there
    const usable = found.filter((document) => inOrderOf(question)(document, last) <= 0)
    if (usable.length < (limit ?? Number.POSITIVE_INFINITY)) this.missing.questions.set(name, question)
    return usable.slice(0, limit)
  }

  // ------------------------------------------------------------------------------------------------------- documents

  /** As of the head: what is pending laid over it. Undefined where it is not there, or not known yet. */
  private document(_id: string): RecordDocument | undefined {
    const entry = this.head?.pending ?? undefined
    const operation = entry && operationsOf(entry).get(_id)
    // what is new in the pending entry is whole there
    if (entry !== undefined && operation?.fresh) return carriedOut(this.organizationId, entry, operation)
    const known = this.known.documents.get(_id)
    if (known === undefined) this.missing.ids.add(_id)
    const document = known ?? this.hints.documents.get(_id) ?? undefined
    if (document === undefined) return undefined
    const isBehind = entry !== undefined && operation !== undefined && document.rev < entry.rev
    const now = isBehind ? carriedOut(this.organizationId, entry, operation, document) : document
    return now.deleted === true ? undefined : now
  }

  /** What is pending may match a question whose answer, as it stands in the documents, does not hold it yet. */
  private pendingFor(question: Question): readonly string[] {
    return (this.head?.pending?.ops ?? []).filter(({ set }) => question.touchedBy(set)).map(({ _id }) => _id)
  }

  /** By so many may an answer shrink once what is pending is laid over it. */
  private get pendingCount(): number {
    return this.head?.pending?.ops.length ?? 0
  }

  // ----------------------------------------------------------------------------------------------------------- finds

  /** One round trip for all that is missing; the head with it where it has not been seen since. */
  private async find(): Promise<'torn' | undefined> {
    const first = this.head === undefined
    if (!first) this.addUsual()
    const { questions } = this.missing
    this.finds++
    const settled = [...questions.values()].every(({ immutable }) => immutable)
    const looks = first || (this.unsure && settled)
    // with hints from a torn reading, or from last time, the head is all that is missing at first
    const hinted = this.hints.documents.size > 0 || this.usual !== undefined
    const wanted = first && hinted ? nothingMissing() : this.missing
    const asks = [...wanted.questions.values()]
    const lists = first ? [] : asks.filter((question) => !isLookUp(question))
    const [found, ...others] = await Promise.all([
      this.findTogether([...wanted.ids], asks.filter(isLookUp), looks),
      ...lists.map((question) => this.findAlone(question)),
    ])
    const head = found.head
    if (looks && !first && !isSame(head, this.head)) {
      this.laterHead = head
      return 'torn'
    }
    if (first) this.head = head
    else this.unsure = looks ? false : this.unsure || !settled
    const into = first ? this.hints : this.known
    for (const knowledge of [found.knowledge, ...others]) merge(into, knowledge)
    const revision = this.head?.revision ?? 0
    const later = !first && [...this.known.documents.values()].some((document) => (document?.rev ?? 0) > revision)
    return later ? 'torn' : undefined
  }

  private addUsual(): void {
    for (const id of this.usual?.ids ?? []) if (!this.known.documents.has(id)) this.missing.ids.add(id)
    for (const [name, question] of this.usual?.questions ?? []) {
      if (!this.known.answers.has(name)) this.missing.questions.set(name, question)
    }
    this.usual = undefined
    for (const id of this.missing.ids) this.asked.ids.add(id)
    for (const [name, question] of this.missing.questions) this.asked.questions.set(name, question)
  }

  /** Look-ups, and documents by id, in one find. Only where it brings as many as were expected at most, may it lack some. */
  private async findTogether(
    ids: readonly string[],
    questions: readonly Question[],
    withHead: boolean,
  ): Promise<{ head: Head | undefined; knowledge: Knowledge }> {
    const knowledge = nothing()
    const own = { org_id: this.organizationId }
    const head = headId(this.organizationId)
    const byId = withHead ? [head, ...ids] : ids
    if (byId.length === 0 && questions.length === 0) return { head: undefined, knowledge }
    const branches = [
      ...(byId.length === 0 ? [] : [{ ...own, _id: byId.length === 1 ? byId[0] : { $in: byId } }]),
      ...questions.map(({ filter }) => ({ ...own, ...filter })),
    ]
    const expected =
      questions.reduce((sum, { expected = few, limit = expected }) => sum + limit, byId.length + this.pendingCount) + 1
    const filter = branches.length === 1 ? branches[0] : { $or: branches }
    const rows = await this.rows(filter ?? own, questions.length === 0 ? {} : { limit: expected })
    if (questions.length > 0 && rows.length >= expected) {
      const all = await Promise.all([
        this.findTogether(ids, [], withHead),
        ...questions.map((question) => this.findAlone(question)),
      ])
      const [first, ...others] = all
      for (const other of others) merge(first.knowledge, other)
      return first
    }
    for (const id of ids) knowledge.documents.set(id, null)
    const documents = rows.filter(({ _id }) => _id !== head)
    for (const document of documents) knowledge.documents.set(document._id, document)
    for (const question of questions)
      knowledge.answers.set(question.name, { ids: documents.filter(question.matches).map(({ _id }) => _id) })
    const row: Document | undefined = rows.find(({ _id }) => _id === head)
    return { head: row as Head | undefined, knowledge }
  }

  /** A question in its order: the first part of the answer, or the next one. */
  private async findAlone(question: Question): Promise<Knowledge> {
    const { name, filter, sort, limit } = question
    const earlier = this.known.answers.get(name)
    const ids = earlier?.ids ?? []
    const left = this.scanBudget - ids.length
    if (earlier !== undefined && left <= 0) throw new ScanBudgetSpent(this.scanBudget)
    // what follows is asked for because of further filters, which may go on matching few
    const further = Math.min(left, few * 8 + ids.length)
    const wanted = limit === undefined ? undefined : limit + this.pendingCount
    const atOnce = wanted === undefined || earlier === undefined ? wanted : further
    const behind = earlier?.last === undefined ? {} : { $and: [{ $or: behindOf(question, earlier.last) }] }
    const rows = await this.rows(
      { org_id: this.organizationId, ...filter, ...behind },
      { sort, ...(atOnce !== undefined && { limit: atOnce }) },
    )
    const last = atOnce !== undefined && rows.length >= atOnce ? rows.at(-1) : undefined
    const answer: Answer = { ids: [...ids, ...rows.map(({ _id }) => _id)], ...(last !== undefined && { last }) }
    return { documents: new Map(rows.map((row) => [row._id, row])), answers: new Map([[name, answer]]) }
  }

  private async rows(filter: object, options: object): Promise<RecordDocument[]> {
    return (await this.records.find(filter, options).toArray()) as RecordDocument[]
  }
}

function merge(into: Knowledge, { documents, answers }: Knowledge): void {
  for (const [id, document] of documents) into.documents.set(id, document)
  for (const [name, answer] of answers) into.answers.set(name, answer)
}

const isLookUp = ({ filter }: Question): boolean => 'keys' in filter || 'expiring' in filter

const isSame = (one: Head | undefined, other: Head | undefined): boolean =>
  one?.revision === other?.revision && one?.commit_id === other?.commit_id

/** What stands behind a document in a question's order. */
function behindOf({ sort }: Question, last: RecordDocument): object[] {
  const fields = Object.entries(sort)
  return fields.map(([field, direction], at) => ({
    ...Object.fromEntries(fields.slice(0, at).map(([equal]) => [equal, last[equal]])),
    [field]: { [direction === 1 ? '$gt' : '$lt']: last[field] },
  }))
}

// -------------------------------------------------------------------------------------------------- what is pending

const operations = new WeakMap<Entry, ReadonlyMap<string, Operation>>()

function operationsOf(entry: Entry): ReadonlyMap<string, Operation> {
  const known = operations.get(entry) ?? new Map(entry.ops.map((operation) => [operation._id, operation]))
  operations.set(entry, known)
  return known
}

/** The document as the operation will leave it. */
export function carriedOut(
  organizationId: string,
  { rev }: Pick<Entry, 'rev'>,
  { _id, set, unset }: Operation,
  document?: RecordDocument,
): RecordDocument {
  const left = Object.entries(document ?? {}).filter(([field]) => !unset.includes(field))
  // a whole document, or the fields that are new in one
  return { ...Object.fromEntries(left), ...set, _id, org_id: organizationId, rev } as unknown as RecordDocument
}
