/** Each revision carries the hash of the one before, so that nobody changes the past unseen; and people can be forgotten. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { runs } from './support/runs.js'
import { walks } from './support/steps.js'
import { type StoredOrganization, storedOf } from './support/stored.js'
import { auditAfter, digestOf, forged, hashOf, type Tampered, worldWithAPast } from './support/tampering.js'
import { walk } from './support/walk.js'
import { system, type World } from './support/world.js'

let world: World
beforeAll(async () => {
  world = await worldWithAPast()
})

describe('the chain', () => {
  test('is what the docs say, computed by other means', async () => {
    await fc.assert(
      fc.asyncProperty(walks(20), async ([setting, taken]) => {
        const { head, revisions } = storedOf(await walk(setting, taken, () => {}))
        let previous = ''
        for (const [index, row] of revisions.entries()) {
          expect([row.revision, row.previousHash]).toEqual([index + 1, previous])
          expect(row.hash).toBe(hashOf(row))
          for (const part of row.events.flatMap(({ personal }) => personal)) {
            expect(part.digest).toBe(digestOf(part))
            expect(part.salt?.length ?? 0).toBeGreaterThanOrEqual(16)
          }
          previous = row.hash
        }
        const last = revisions.at(-1)
        expect([head.revision, head.commitId, head.hash]).toEqual([last?.revision, last?.commitId, previous])
      }),
      runs(150),
    )
  })

  test('says nothing of a person in its hashed part: no name, address, user or reason', () => {
    const { revisions } = storedOf(world)
    const hashed = JSON.stringify(
      revisions.map(({ events, ...row }) => ({
        ...row,
        events: events.map(({ personal, ...event }) => ({ ...event, personal: personal.map(({ digest }) => digest) })),
      })),
    )
    for (const word of ['@acme.test', 'Long Gone', 'Temp', '"idle"', '"u0"', 'no time', 'the while is over'])
      expect(hashed).not.toContain(word)
  })

  test('no two personal parts have the same salt, and each is about one person at most', () => {
    const parts = storedOf(world).revisions.flatMap(({ events }) => events.flatMap(({ personal }) => personal))
    expect(new Set(parts.map(({ salt }) => salt)).size).toBe(parts.length)
    const members = new Set(storedOf(world).members.map(({ id }) => id))
    for (const { subject } of parts) if (subject !== undefined) expect(members.has(subject)).toBe(true)
  })
})

/** Every value in a revision, as the way to it. */
function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]]
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]))
}

type Anything = { [key: string]: Anything }

/** Changes the value at the end of a way, or takes it away. */
function change(organization: Tampered, [...path]: readonly string[], drop: boolean): void {
  const last = path.pop() ?? ''
  // whatever the way leads through is an object
  const container = path.reduce<Anything>((part, key) => part[key] ?? {}, organization as unknown as Anything)
  const value: unknown = container[last]
  const other = typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}!` : 'something else'
  if (drop) delete container[last]
  else Object.assign(container, { [last]: other })
}

describe('the past cannot be changed unseen', () => {
  test('not one value of any revision: it is changed or taken away, and the auditor finds it', async () => {
    const leaves = leavesOf({ revisions: storedOf(world).revisions })
    expect(leaves.length).toBeGreaterThan(400)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...leaves), fc.boolean(), async (leaf, drop) => {
        // what forgets a person is allowed, and has a test of its own
        const forgets = drop && leaf.includes('personal') && (leaf.includes('content') || leaf.at(-1) === 'salt')
        if (forgets) return
        const report = await auditAfter(world, (organization) => change(organization, leaf, drop))
        expect(report.ok).toBe(false)
      }),
      runs(250),
    )
  })

  test('no revision can be dropped', async () => {
    const { revisions } = storedOf(world)
    for (const [index] of revisions.entries()) {
      const { findings } = await auditAfter(world, (organization) => organization.revisions.splice(index, 1))
      const expected = index === revisions.length - 1 ? 'history-head' : 'history-gap'
      expect(findings.map(({ code }) => code)).toContain(expected)
    }
  })

  test('no revision can be told twice', async () => {
    for (const [index, row] of storedOf(world).revisions.entries()) {
      const twice = { ...structuredClone(row as Tampered['revisions'][number]), commitId: 'com_twice' }
      const { findings } = await auditAfter(world, ({ revisions }) => revisions.push(twice))
      expect([index, ...findings.map(({ code }) => code)]).toContain('history-gap')
    }
  })

  test('no revision can be exchanged with another', async () => {
    for (const [index] of storedOf(world).revisions.entries()) {
      if (index === 0) continue
      const { findings } = await auditAfter(world, ({ revisions }) => {
        const [a, b] = [revisions[index - 1], revisions[index]]
        if (a === undefined || b === undefined) return
        const { revision } = a
        a.revision = b.revision
        b.revision = revision
      })
      expect(findings.map(({ code }) => code)).toContain('broken-chain')
    }
  })

  test('what is cut off shows by the head; a head that was cut off with it, by one that was kept elsewhere', async () => {
    const whole = await auditAfter(world, () => {})
    expect(whole).toMatchObject({ ok: true, revision: storedOf(world).head.revision })
    const cut = await auditAfter(world, ({ revisions }) => {
      revisions.splice(-3)
    })
    expect(cut.findings.map(({ code }) => code)).toContain('history-head')
    const replaced = await auditAfter(world, (organization) => {
      organization.revisions.splice(-3)
      const last = organization.revisions.at(-1)
      if (last === undefined) return
      const { revision, commitId, hash } = last
      Object.assign(organization.head, { revision, commitId, hash })
    })
    expect(replaced.head).not.toBe(whole.head)
    const rewritten = await auditAfter(world, (organization) => {
      const first = organization.revisions[0]
      if (first !== undefined) first.at -= 1
      forged(organization)
    })
    expect([rewritten.ok, rewritten.head === whole.head]).toEqual([true, false])
  })

  test('a revision of another organization does not fit in', async () => {
    const foreign = (JSON.parse(world.storage.snapshot()) as StoredOrganization[]).find(
      ({ head }) => head.id === world.foreign.organizationId,
    )
    const spliced = await auditAfter(world, (organization) => {
      organization.revisions.splice(
        0,
        1,
        ...(structuredClone(foreign?.revisions.slice(0, 1) ?? []) as Tampered['revisions']),
      )
    })
    expect(spliced.ok).toBe(false)
  })
})

describe('people can be forgotten', () => {
  test('any of the personal parts, with its salt, and the chain stays whole', async () => {
    const count = storedOf(world).revisions.flatMap(({ events }) => events.flatMap(({ personal }) => personal)).length
    await fc.assert(
      fc.asyncProperty(fc.subarray(Array.from({ length: count }, (_, index) => index)), async (forgotten) => {
        const report = await auditAfter(world, ({ revisions }) => {
          const parts = revisions.flatMap(({ events }) => events.flatMap(({ personal }) => personal))
          for (const index of forgotten) {
            delete parts[index]?.salt
            delete parts[index]?.content
          }
        })
        expect(report).toMatchObject({ ok: true, findings: [] })
      }),
      runs(100),
    )
  })

  test('and the history goes on without them', async () => {
    const { hall, organizationId } = await worldWithAPast()
    const { items } = await hall.history.list({ organizationId, actor: system, limit: 1_000 })
    expect(items.some(({ reason }) => reason === 'the while is over')).toBe(true)
    expect(items.every((entry) => !('personal' in entry))).toBe(true)
  })
})
