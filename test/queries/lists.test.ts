/** Lists: by name, page by page both ways, filtered by role and status together (S4-06, S4-08, and of S4-10 the filters). */
import fc from 'fast-check'
import type { Invitation, Member, Page } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, policy, type Scene } from '../support/given.js'
import { openHall, thrownBy } from '../support/hall.js'

type Acme = Scene<typeof policy>

/** Everything, forward from the first page. */
async function forward<T>(page: (after?: string) => Promise<Page<T>>): Promise<Page<T>[]> {
  const pages = [await page()]
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) pages.push(await page(next))
  return pages
}

describe('members.list', () => {
  test('is by name, then address, then id, whatever the letter case', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const people = [
      { userId: 'u1', name: 'bo' },
      { userId: 'u2', name: 'Åsa' },
      { userId: 'u3', name: 'CY' },
      { userId: 'u4', email: 'Dee@example.test' },
      { userId: 'u5', name: 'Bo', email: 'zz@example.test' },
      { userId: 'u6', name: 'zoë' },
    ]
    for (const person of people) await acme.hall.members.add({ ...acme.as('ada'), ...person })

    const { items } = await acme.hall.members.list(acme.as('ada'))

    expect(items.map(({ userId }) => userId)).toEqual(['ada', 'u1', 'u5', 'u3', 'u4', 'u6', 'u2'])
  })

  test('shows active and deactivated members unless a status is asked for', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: 'viewer',
      cy: { role: 'viewer', status: 'deactivated' },
      dee: { role: 'viewer', status: 'pending' },
      gone: 'viewer',
    })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('gone') })
    const names = async (status?: readonly ('pending' | 'active' | 'deactivated' | 'removed')[]) =>
      (await acme.hall.members.list({ ...acme.as('bo'), ...(status && { status }) })).items.map(({ email }) => email)

    expect(await names()).toEqual(['ada', 'bo', 'cy'].map(emailOf))
    expect(await names(['pending'])).toEqual([emailOf('dee')])
    expect(await names(['removed', 'deactivated'])).toEqual(['cy', 'gone'].map(emailOf))
    expect(await names([])).toEqual([])
    expect(await names(['pending', 'active', 'deactivated', 'removed'])).toEqual(
      ['ada', 'bo', 'cy', 'dee', 'gone'].map(emailOf),
    )
  })

  test('combines role and status', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: 'viewer',
      cy: 'editor',
      di: { role: 'viewer', status: 'deactivated' },
      el: { role: 'editor', status: 'deactivated' },
      fi: { role: 'manager', status: 'deactivated' },
    })
    const ids = async (role: readonly ('viewer' | 'editor')[], status?: readonly 'deactivated'[]) => {
      const filter = { ...acme.as('ada'), role, ...(status && { status }) }
      return (await acme.hall.members.list(filter)).items.map(({ userId }) => userId)
    }

    expect(await ids(['viewer'])).toEqual(['bo', 'di'])
    expect(await ids(['viewer', 'editor'])).toEqual(['bo', 'cy', 'di', 'el'])
    expect(await ids(['viewer', 'editor'], ['deactivated'])).toEqual(['di', 'el'])
    expect(await ids([], ['deactivated'])).toEqual([])
  })

  test('pages forward and back, each page exact at a revision', async () => {
    const acme = await given(policy, { ada: 'admin' })
    for (const name of ['b', 'c', 'd', 'e', 'f', 'g']) await acme.add(name)
    const page = (cursor: { after?: string; before?: string }) =>
      acme.hall.members.list({ ...acme.as('ada'), limit: 3, ...cursor })
    const names = ({ items }: Page<Member>) => items.map(({ userId }) => userId).join('')

    const first = await page({})
    expect([names(first), first.previous, first.revision]).toEqual(['adabc', undefined, 7])
    const second = await page({ after: first.next ?? '' })
    expect(names(second)).toBe('def')
    const third = await page({ after: second.next ?? '' })
    expect([names(third), third.next]).toEqual(['g', undefined])
    const back = await page({ before: third.previous ?? '' })
    expect(names(back)).toBe('def')
    const start = await page({ before: back.previous ?? '' })
    expect([names(start), start.previous]).toEqual(['adabc', undefined])
    expect(names(await page({ after: start.next ?? '' }))).toBe('def')
  })

  test('goes on where it stood, although people come and go meanwhile', async () => {
    const acme = await given(policy, { ada: 'admin', b: 'viewer', d: 'viewer', f: 'viewer' })
    const first = await acme.hall.members.list({ ...acme.as('ada'), limit: 2 })
    expect(first.items.map(({ userId }) => userId)).toEqual(['ada', 'b'])
    await acme.add('a0')
    await acme.add('c')
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('b') })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('d') })

    const rest = await acme.hall.members.list({ ...acme.as('ada'), after: first.next ?? '' })

    expect(rest.items.map(({ userId }) => userId)).toEqual(['c', 'f'])
  })

  test('of any people, in pages of any size, shows each once, in one order both ways', async () => {
    const names = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('a', 'B', 'ß', '☃', '𝒳', '1', '-'), minLength: 1, maxLength: 6 }),
      {
        maxLength: 25,
      },
    )
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 7 }), async (people, limit) => {
        const acme = await given(policy, { ada: 'admin' })
        for (const [i, name] of people.entries())
          await acme.hall.members.add({ ...acme.system, userId: `u${i}`, name, role: i % 2 === 0 ? 'viewer' : 'guest' })
        const filter = { ...acme.as('ada'), role: ['viewer', 'admin'] as const }
        const whole = (await acme.hall.members.list({ ...filter, limit: 1_000 })).items

        const pages = await forward((after) => acme.hall.members.list({ ...filter, limit, ...(after && { after }) }))
        expect(pages.flatMap(({ items }) => items)).toEqual(whole)
        expect(pages.slice(0, -1).every(({ items }) => items.length === limit)).toBe(true)

        const backwards: Member[] = []
        let before = pages.at(-1)?.previous
        while (before !== undefined) {
          const page: Page<Member> = await acme.hall.members.list({ ...filter, limit, before })
          backwards.unshift(...page.items)
          before = page.previous
        }
        expect(backwards).toEqual(whole.slice(0, whole.length - (pages.at(-1)?.items.length ?? 0)))
      }),
      { numRuns: 60 },
    )
  })

  test('refuses limits and cursors that are none', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const { next = '' } = await acme.hall.members.list({ ...acme.as('ada'), limit: 1 })
    const issues = async (options: { limit?: number; after?: string; before?: string }) => {
      const { details } = await thrownBy(acme.hall.members.list({ ...acme.as('ada'), ...options }))
      return details
    }

    for (const limit of [0, -1, 1.5, 1_001])
      expect(await issues({ limit })).toEqual({
        issues: [{ path: 'limit', problem: 'must be a whole number from 1 to 1000' }],
      })
    for (const cursor of [
      'x',
      '%%%',
      btoa('[]'),
      btoa('["a"]'),
      btoa('{"a":1}'),
      btoa('[1,2]'),
      btoa('["a","\\u0000"]'),
    ]) {
      expect(await issues({ after: cursor })).toEqual({
        issues: [{ path: 'after', problem: 'is not a cursor of this list' }],
      })
      expect(await issues({ before: cursor })).toMatchObject({ issues: [{ path: 'before' }] })
    }
    expect(await issues({ after: next, before: next })).toEqual({
      issues: [{ path: 'before', problem: 'goes without `after`' }],
    })
  })
})

describe('members.get', () => {
  test('shows one in full, whatever their status', async () => {
    const desk = openHall({ policy })
    const created = await desk.hall.organizations.create({
      actor: { system: 'test' },
      name: 'Acme',
      slug: 'acme',
      admin: {
        userId: 'ada',
        name: 'Ada',
        email: 'ada@example.test',
        phone: '1',
        department: 'Forge',
        jobTitle: 'Smith',
        metadata: { a: [1] },
      },
    })

    const member = await desk.hall.members.get({
      organizationId: created.id,
      actor: { userId: 'ada' },
      memberId: created.admin.id,
    })

    expect(member).toEqual(created.admin)
  })

  test('refuses an unknown one', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const error = await thrownBy(acme.hall.members.get({ ...acme.as('ada'), memberId: 'mem_nobody' }))

    expect({ code: error.code, details: error.details }).toEqual({
      code: 'member/not-found',
      details: { memberId: 'mem_nobody' },
    })
  })
})

describe('invitations.list', () => {
  const answered = async (): Promise<Acme> => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager', cy: 'viewer' })
    for (const name of ['open', 'acc', 'dec', 'rev']) await acme.invite(name, { by: 'ada' })
    await acme.invite('edi', { by: 'ada', role: 'editor' })
    await acme.accept('acc')
    await acme.hall.invitations.decline({ token: acme.invitation('dec').token })
    await acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('rev').invitationId })
    return acme
  }

  test('shows pending ones by address, apart from members, unless a status is asked for', async () => {
    const acme = await answered()
    const emails = async (filter: object = {}) =>
      (await acme.hall.invitations.list({ ...acme.as('bo'), ...filter })).items.map(({ email, status }) => [
        email.split('@')[0],
        status,
      ])

    expect(await emails()).toEqual([
      ['edi', 'pending'],
      ['open', 'pending'],
    ])
    expect(await emails({ role: ['editor'] })).toEqual([['edi', 'pending']])
    expect(await emails({ status: ['accepted', 'declined', 'revoked'] })).toEqual([
      ['acc', 'accepted'],
      ['dec', 'declined'],
      ['rev', 'revoked'],
    ])
    expect(await emails({ status: ['accepted'], role: ['editor'] })).toEqual([])
  })

  test('shows one that has run out as expired from that very moment, recorded or not', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const seen = async (status?: readonly ('pending' | 'expired')[]) =>
      (await acme.hall.invitations.list({ ...acme.as('ada'), ...(status && { status }) })).items.map(
        (invitation) => invitation.status,
      )
    acme.clock.pass({ days: 7, ms: -1 })
    expect(await seen()).toEqual(['pending'])
    acme.clock.pass({ ms: 1 })
    expect(await seen()).toEqual(['expired'])

    await acme.hall.maintain()

    expect(await seen()).toEqual([])
    expect(await seen(['expired'])).toEqual(['expired'])
  })

  test('pages like every list', async () => {
    const acme = await given(policy, { ada: 'admin' })
    for (let i = 0; i < 7; i++) await acme.invite(`dee-${i}`, { by: 'ada' })

    const pages = await forward<Invitation>((after) =>
      acme.hall.invitations.list({ ...acme.as('ada'), limit: 3, ...(after && { after }) }),
    )

    expect(pages.map(({ items }) => items.map(({ email }) => email[4]).join(''))).toEqual(['012', '345', '6'])
    const back = await acme.hall.invitations.list({ ...acme.as('ada'), limit: 3, before: pages[2]?.previous ?? '' })
    expect(back.items).toEqual(pages[1]?.items)
  })
})

describe('invitations.get', () => {
  test('shows one, whatever became of it', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { invitationId } = acme.invitation('dee')
    await acme.accept('dee')

    expect(await acme.hall.invitations.get({ ...acme.as('ada'), invitationId })).toMatchObject({
      id: invitationId,
      memberId: acme.id('dee'),
      status: 'accepted',
    })
    const error = await thrownBy(acme.hall.invitations.get({ ...acme.as('ada'), invitationId: 'inv_none' }))
    expect({ code: error.code, details: error.details }).toEqual({
      code: 'invitation/not-found',
      details: { invitationId: 'inv_none' },
    })
  })
})
