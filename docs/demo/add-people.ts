/** Adds the people of a roster to an organization, in batches that answer for each of them. */
import { isGuildhallError, type Refusal } from 'guildhall'
import type { Hall } from './policy.js'
import { byPlace, type Problems } from './problems.js'
import type { Person } from './roster.js'

const actor = { system: 'import' } as const

/** The most that a batch takes. It is one revision, or more where the people have much to say. */
const peopleAtOnce = 1_000

/** Whoever is there already is left as they are; whoever cannot be added is among the problems. */
export async function addPeople(
  hall: Hall,
  organizationId: string,
  people: readonly Person[],
  problems: Problems,
  onProgress: ((people: number) => void) | undefined,
): Promise<{ added: number; present: number; batches: number }> {
  const known = await membersOf(hall, organizationId)
  const newcomers = people.filter(
    ({ userId, profile }) => !namesOf(userId, profile.email).some((name) => known.has(name)),
  )
  let added = 0
  for (let start = 0; start < newcomers.length; start += peopleAtOnce) {
    const some = newcomers.slice(start, start + peopleAtOnce)
    added += await add(hall, organizationId, some, problems)
    onProgress?.(some.length)
  }
  return { added, present: people.length - newcomers.length, batches: Math.ceil(newcomers.length / peopleAtOnce) }
}

/** Adds people and answers how many; whoever cannot be added is a problem, and the others are added all the same. */
async function add(hall: Hall, organizationId: string, people: readonly Person[], problems: Problems): Promise<number> {
  if (people.length === 0) return 0
  const commands = people.map(({ userId, role, profile }) => ({
    command: 'member.add' as const,
    input: { userId, role, ...profile },
  }))
  try {
    const { outcomes } = await hall.batch({ organizationId, actor, mode: 'item-by-item', commands })
    outcomes.forEach((outcome, index) => {
      if (!outcome.ok) problems.add({ line: people[index]?.line ?? 1, problem: inWords(outcome.refusal) })
    })
    return outcomes.filter(({ ok }) => ok).length
  } catch (error) {
    if (!isGuildhallError(error, 'input/invalid')) throw error
    // told before anything is done, for the whole batch: the others can go without those who are malformed
    const wrong = byPlace(/^commands\[(\d+)\]\.input\./, error.details.issues)
    const others = people.filter((person, index) => {
      problems.addIssues(person.line, wrong[index] ?? [])
      return wrong[index] === undefined
    })
    if (others.length === people.length) throw error
    return add(hall, organizationId, others, problems)
  }
}

/** What somebody can be recognised by. */
const namesOf = (userId: string | undefined, email: string | undefined): string[] =>
  [userId, email?.toLowerCase()].filter((name) => name !== undefined)

function inWords({ code, message }: Refusal): string {
  const twice = code === 'member/duplicate-user' || code === 'member/duplicate-email'
  return twice ? 'is a member already, or stands on another line too' : message
}

/** User ids and addresses of everybody who is not removed. */
async function membersOf(hall: Hall, organizationId: string): Promise<ReadonlySet<string>> {
  const known = new Set<string>()
  const status = ['pending', 'active', 'deactivated'] as const
  for (let after: string | undefined; ; ) {
    const cursor = after === undefined ? {} : { after }
    const page = await hall.members.list({ organizationId, actor, status, limit: 1_000, ...cursor })
    for (const { userId, email } of page.items) for (const name of namesOf(userId, email)) known.add(name)
    if (page.next === undefined) return known
    after = page.next
  }
}
