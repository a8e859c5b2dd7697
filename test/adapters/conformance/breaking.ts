/** Ways to break a storage. */
import type { MemoryStorage } from '../../../adapters/memory/index.js'
import type { Base, ChangeSet, Follow, Kind, Need, Storage, Stored } from '../../../src/storage.js'

/** A storage that breaks the contract in one place, and the part of the kit that must notice. */
export interface Mutant {
  readonly caughtBy: string
  breaks(memory: MemoryStorage): Partial<Storage>
}

export const many = 10_000

export async function headBase(memory: Storage, organizationId: string): Promise<Base> {
  const { head } = (await memory.read(organizationId, [])) ?? {}
  return { revision: head?.revision ?? 0, commitId: head?.commitId ?? '' }
}

/** The change set as if it had been decided on where the organization stands now. */
export async function rebased(memory: Storage, changeSet: ChangeSet): Promise<ChangeSet> {
  const base = await headBase(memory, changeSet.organizationId)
  const revision = base.revision + 1
  return {
    ...changeSet,
    base,
    head: { ...changeSet.head, revision },
    revision: { ...changeSet.revision, revision },
  }
}

export function committing(change: (changeSet: ChangeSet) => ChangeSet | Promise<ChangeSet>): Mutant['breaks'] {
  return (memory) => ({ commit: async (changeSet) => memory.commit(await change(changeSet)) })
}

export function reading(change: (needs: readonly Need[]) => readonly Need[]): Mutant['breaks'] {
  return (memory) => ({ read: (organizationId, needs) => memory.read(organizationId, change(needs)) })
}

/** The same of what is needed beside a page and beside the history. */
export function readingBeside(change: (needs: readonly Need[]) => readonly Need[]): Mutant['breaks'] {
  return (memory) => ({
    page: (organizationId, query, needs = []) => memory.page(organizationId, query, change(needs)),
    history: (organizationId, query, needs = []) => memory.history(organizationId, query, change(needs)),
  })
}

/** The area that is about what is needed beside a list. */
export const besideLists = 'beside a page and the history: '

export const eachPut = (change: (put: ChangeSet['puts'][number]) => ChangeSet['puts'][number]) =>
  committing((changeSet) => ({ ...changeSet, puts: changeSet.puts.map(change) }))

/** JSON after a change to its text, as by a storage that writes values down badly. */
export const rewritten = <T>(value: T, from: string | RegExp, to: string): T =>
  JSON.parse(JSON.stringify(value).replaceAll(from, to))

export function shallower(follow: Follow<'member'> | undefined, depth: number): Follow<'member'> {
  if (follow === undefined || depth === 0) return {}
  const { granter, invitation } = follow
  return {
    ...(granter && { granter: shallower(granter, depth - 1) }),
    ...(invitation && {
      invitation: depth > 1 && invitation.member ? { member: shallower(invitation.member, depth - 2) } : {},
    }),
  }
}

export const later = () => new Promise((resolve) => setTimeout(resolve, 0))

export function eachHead(change: (head: ChangeSet['head']) => ChangeSet['head']): Mutant['breaks'] {
  return committing((changeSet) => ({ ...changeSet, head: change(changeSet.head) }))
}

/** How one need is answered, given how the memory storage answers any; undefined leaves it to that. */
type Answer = (need: Need, ask: (need: Need) => Promise<readonly Stored[]>) => Promise<readonly Stored[]> | undefined

/** Answers every need by itself. */
export function answering(answer: Answer): Mutant['breaks'] {
  return (memory) => ({
    read: async (organizationId, needs) => {
      const snapshot = await memory.read(organizationId, needs)
      const ask = async (need: Need) => (await memory.read(organizationId, [need]))?.records ?? []
      const answers = await Promise.all(needs.map((need) => answer(need, ask) ?? ask(need)))
      return snapshot && { ...snapshot, records: [...new Set(answers.flat())] }
    },
  })
}

type LookUp = Extract<Need, { readonly get: 'records' }>

/** Answers look-ups by a field in a way of its own. */
export function lookingUp(answer: (need: LookUp, ask: Parameters<Answer>[1]) => ReturnType<Answer>): Mutant['breaks'] {
  return answering((need, ask) => (need.get === 'records' ? answer(need, ask) : undefined))
}

/** A record with other fields, or without some. */
export function refitted(kind: Kind, change: (fields: [string, unknown][]) => [string, unknown][]): Mutant['breaks'] {
  return eachPut((put) => {
    if (put.kind !== kind) return put
    const record: unknown = Object.fromEntries(change(Object.entries(put.record)))
    return { ...put, record } as typeof put // wrong, as it is meant to be
  })
}

/** The same edges, as deep as before, of which `keeps` says which are followed. */
export function pruned(follow: Follow<Kind> | undefined, keeps: (edge: string) => boolean): Follow<Kind> {
  const kept = Object.entries<Follow<Kind>>(follow ?? {}).filter(([edge]) => keeps(edge))
  return Object.fromEntries(kept.map(([edge, further]) => [edge, pruned(further, keeps)]))
}

/** Follows only some of the edges. */
export const followingOnly = (keeps: (edge: string) => boolean): Mutant['breaks'] =>
  reading((needs) =>
    needs.map((need) => ('follow' in need ? ({ ...need, follow: pruned(need.follow, keeps) } as Need) : need)),
  )
