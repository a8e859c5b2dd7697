/** An address is one member of an organization at most, by its canonical form; those who were removed do not count. */
import { describe, expect, test } from 'vitest'
import { given, givenAt, policy, type Scene } from '../support/given.js'

/** All of these are one address. */
const spellings = ['dee@example.test', 'DEE@example.test', 'dee@EXAMPLE.TEST', 'Dee@Example.Test']
const names = ['dée@bücher.test', 'de\u0301e@bu\u0308cher.test', 'dÉe@xn--bcher-kva.test'] as const

const doors: Record<string, (acme: Scene<typeof policy>, email: string) => Promise<unknown>> = {
  'member.add': (acme, email) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', email }),
  'member.update': (acme, email) => acme.hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), email }),
  'member.update of a pending member': (acme, email) =>
    acme.hall.members.update({ ...acme.as('ada'), memberId: acme.id('fay'), email }),
}

describe('an address is one member at most', () => {
  describe.each(Object.entries(doors))('%s', (_, door) => {
    test.each(['active', 'deactivated', 'pending'] as const)('of somebody %s', async (status) => {
      const acme = await given(policy, {
        ada: 'admin',
        bo: 'viewer',
        fay: { role: 'viewer', status: 'pending' },
        dee: { role: 'viewer', status },
      })

      for (const email of spellings) {
        await expect(door(acme, email)).rejects.toMatchObject({
          code: 'member/duplicate-email',
          details: { memberId: acme.id('dee') },
        })
      }
    })
  })

  test('inviting tells them apart from strangers', async () => {
    const acme = await given(policy, { ada: 'admin', dee: 'viewer', eli: { role: 'viewer', status: 'pending' } })

    const value = await acme.desk.unchanged((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: [...spellings, 'ELI@example.test'] }),
    )

    expect(value.outcomes.map(({ outcome }) => outcome)).toEqual([
      ...spellings.map(() => 'already-member'),
      'already-invited',
    ])
  })

  test('in any normalisation and as punycode, but only ASCII letters lose their case', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const [composed, decomposed, capital] = names
    await acme.hall.members.add({ ...acme.as('ada'), userId: 'dee', email: composed })
    const add = (email: string) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', email })

    await expect(add(decomposed)).rejects.toMatchObject({ code: 'member/duplicate-email' })
    await expect(add('D\u00e9e@XN--BCHER-KVA.test')).rejects.toMatchObject({ code: 'member/duplicate-email' })
    await expect(add(capital)).resolves.toMatchObject({ status: 'active' })
  })

  test('plus-tags are addresses of their own', async () => {
    const acme = await given(policy, { ada: 'admin', dee: 'viewer' })

    await acme.desk.when((hall) =>
      hall.members.add({ ...acme.as('ada'), userId: 'new', email: 'dee+work@example.test' }),
    )
  })

  test('within one batch, where two may swap theirs', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: 'viewer' })
    const to = (name: string, email: string) =>
      ({ command: 'member.update', input: { memberId: acme.id(name), email } }) as const
    const batch = { ...acme.as('ada'), mode: 'all-or-nothing' } as const

    const both = acme.hall.batch({ ...batch, commands: [to('bo', 'one@example.test'), to('cy', 'ONE@example.test')] })
    await expect(both).rejects.toMatchObject({ code: 'member/duplicate-email' })

    await acme.desk.when((hall) =>
      hall.batch({ ...batch, commands: [to('bo', 'cy@example.test'), to('cy', 'bo@example.test')] }),
    )
    expect(await acme.member('bo')).toMatchObject({ email: 'cy@example.test' })
  })
})

describe('does not count', () => {
  test('who was removed', async () => {
    const acme = await given(policy, { ada: 'admin', dee: 'viewer', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('dee') })

    await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), email: 'dee@example.test' }),
    )
  })

  test('no address: any number may have none', async () => {
    const acme = await given(policy, { ada: 'admin' })

    for (const userId of ['bo', 'cy']) await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId }))
  })

  test('another organization', async () => {
    const acme = await given(policy, { ada: 'admin', dee: 'viewer' })
    const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })

    const { value } = await globex.desk.when((hall) =>
      hall.invitations.invite({ ...globex.as('gus'), emails: 'dee@example.test' }),
    )
    expect(value.outcomes).toMatchObject([{ outcome: 'invited' }])
  })
})
