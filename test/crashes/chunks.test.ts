import { memoryStorage } from 'guildhall/memory'
import { describe, expect, test } from 'vitest'
import { found, judge, openHall } from '../races/stage.js'
import { crashing, type Fault } from './crashing.js'

/** 600 invitations are 1,200 records, and a revision holds 1,000: two revisions, hence four calls of the storage. */
const emails = Array.from({ length: 600 }, (_, at) => `guest${at}@example.test`)
const secondCommit = 3

async function stage() {
  const storage = memoryStorage()
  const hall = openHall(storage)
  const { organizationId, ada } = await found(hall, 't')
  const notices: number[] = []
  hall.subscribe(({ secrets }) => void notices.push(secrets.length))
  const counts = async () => {
    const report = await hall.verify({ organizationId, actor: judge })
    const { pending } = await hall.organizations.dashboard({ organizationId, actor: judge })
    return { pending, findings: report.findings }
  }
  const invite = (crashes: Parameters<typeof crashing>[1], idempotencyKey?: string) => {
    const input = { organizationId, actor: ada, emails, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) }
    return hall.on(crashing(storage, crashes).storage).invitations.invite(input)
  }
  return { counts, invite, notices }
}

function crash(fault: Fault, moment: 'before' | 'after', lasts: 'once' | 'for good') {
  return [{ call: secondCommit, moment, fault, lasts }]
}

describe('a command of many items that is struck between two revisions', () => {
  test('goes on where the answer of the second was lost', async () => {
    const { counts, invite, notices } = await stage()
    const { outcomes, secrets } = await invite(crash('a plain error', 'after', 'once'))
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['invited']))
    expect(new Set(secrets.map(({ token }) => token)).size).toBe(600)
    expect(await counts()).toEqual({ pending: 600, findings: [] })
    expect(notices).toEqual([500, 100])
  })

  test.each([
    ['it did not happen', 'not-committed'],
    ['a plain error', 'unknown'],
  ] as const)('keeps what it has done, with its secrets, and tells of the rest: %s', async (fault, outcome) => {
    const { counts, invite, notices } = await stage()
    const { outcomes, secrets, changed } = await invite(crash(fault, 'before', 'for good'))
    expect(await counts()).toEqual({ pending: 500, findings: [] })
    expect(notices).toEqual([500])
    expect(changed).toBe(true)
    expect(new Set(secrets.map(({ token }) => token)).size).toBe(500)
    expect(outcomes.slice(0, 500).every((told) => told.outcome === 'invited')).toBe(true)
    const rest = outcomes.slice(500)
    expect(rest).toHaveLength(100)
    expect(rest.every((told) => told.outcome === 'refused' && told.code === 'batch/interrupted')).toBe(true)
    expect(JSON.stringify(rest)).toContain(outcome === 'unknown' ? 'is not known' : 'nothing was written')
  })

  test('is finished by sending it again', async () => {
    const { counts, invite } = await stage()
    await invite(crash('it did not happen', 'before', 'for good'), 'key')
    const { outcomes, repeated } = await invite([], 'key')
    expect(repeated).toBe(false)
    expect(outcomes.filter(({ outcome }) => outcome === 'already-invited')).toHaveLength(500)
    expect(outcomes.filter(({ outcome }) => outcome === 'invited')).toHaveLength(100)
    expect(await counts()).toEqual({ pending: 600, findings: [] })
    expect(await invite([], 'key')).toMatchObject({ repeated: true })
  })
})
