/** Subscribers hear of every commit once, after it; what they throw undoes nothing. And `on(storage)`. */
import { createGuildhall, type Guildhall, type Notice, type Storage } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'
import { openHall, secretPattern } from '../support/hall.js'

describe('subscribe', () => {
  test('hears of every commit once, with its events and its secrets', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const heard: Notice[] = []
    acme.hall.subscribe((notice) => void heard.push(notice))

    const value = await acme.hall.invitations.invite({ ...acme.as('ada'), emails: 'dee@example.test' })

    const { items } = await acme.hall.history.list({ ...acme.as('ada'), afterRevision: 1, order: 'oldest-first' })
    expect(heard).toEqual([
      {
        organizationId: acme.organizationId,
        revision: value.revision,
        commitId: value.commitId,
        at: acme.clock.iso(),
        actor: { memberId: acme.id('ada') },
        command: 'invitation.invite',
        events: items,
        secrets: value.secrets,
      },
    ])
    expect(heard[0]?.secrets[0]?.token).toMatch(secretPattern)
  })

  test('hears after the commit: what it reads is there', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const seen: Promise<string>[] = []
    acme.hall.subscribe(() => void seen.push(acme.statusOf('bo')))

    await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') })

    expect(await Promise.all(seen)).toEqual(['deactivated'])
  })

  test('hears nothing of what is planned, refused, repeated or changes nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const remove = { ...acme.as('ada'), memberId: acme.id('bo'), idempotencyKey: 'k' }
    const heard: Notice[] = []
    acme.hall.subscribe((notice) => void heard.push(notice))

    await acme.hall.plan.members.remove(remove)
    await acme.hall.attempt.members.leave(acme.as('ada'))
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' })
    expect(heard).toEqual([])
    await acme.hall.members.remove(remove)
    await acme.hall.members.remove(remove)

    expect(heard.map(({ command }) => command)).toEqual(['member.remove'])
  })

  test('hears each revision of a large command, in order', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const heard: Notice[] = []
    acme.hall.subscribe((notice) => void heard.push(notice))

    await acme.hall.invitations.invite({
      ...acme.as('ada'),
      emails: Array.from({ length: 600 }, (_, i) => `dee-${i}@example.test`),
    })

    expect(heard.map(({ revision }) => revision)).toEqual([2, 3])
    expect(heard.flatMap(({ secrets }) => secrets)).toHaveLength(600)
  })

  test('stops when told, and only the one that was told', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const heard: string[] = []
    const stop = acme.hall.subscribe(() => void heard.push('first'))
    acme.hall.subscribe(() => void heard.push('second'))

    await acme.add('bo')
    stop()
    stop()
    await acme.add('cy')

    expect(heard).toEqual(['first', 'second', 'second'])
  })

  test('waits for no listener', async () => {
    const acme = await given(policy, { ada: 'admin' })
    acme.hall.subscribe(() => new Promise(() => {}))

    await expect(acme.add('bo')).resolves.toMatchObject({ status: 'active' })
  })

  test('contains what a listener throws, now or later, and goes on to the next', async () => {
    const errors: [unknown, number][] = []
    const desk = openHall({ policy, onListenerError: (error, { revision }) => void errors.push([error, revision]) })
    const heard: number[] = []
    desk.hall.subscribe(() => {
      throw new Error('at once')
    })
    desk.hall.subscribe(async () => {
      throw new Error('later')
    })
    desk.hall.subscribe(({ revision }) => void heard.push(revision))

    await desk.hall.organizations.create({ actor: { userId: 'ada' }, name: 'Acme', slug: 'acme' })
    await new Promise((resolve) => setTimeout(resolve))

    expect(heard).toEqual([1])
    expect(errors).toEqual([
      [new Error('at once'), 1],
      [new Error('later'), 1],
    ])
  })

  test('contains what the one who hears of errors throws, and does without one', async () => {
    const failing = {
      onListenerError: () => {
        throw new Error('the logger is down')
      },
    }
    for (const options of [failing, {}]) {
      const desk = openHall({ policy, ...options })
      desk.hall.subscribe(() => {
        throw new Error('at once')
      })
      desk.hall.subscribe(async () => {
        throw new Error('later')
      })

      const created = await desk.hall.organizations.create({ actor: { userId: 'ada' }, name: 'Acme', slug: 'acme' })
      await new Promise((resolve) => setTimeout(resolve))

      expect(created.revision).toBe(1)
    }
  })

  test('lets a listener go on with a command of its own', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const done: Promise<unknown>[] = []
    acme.hall.subscribe(({ events }) => {
      if (events.some(({ type }) => type === 'member.left'))
        done.push(acme.hall.members.add({ ...acme.system, userId: 'substitute' }))
    })

    await acme.hall.members.leave(acme.as('bo'))
    await Promise.all(done)

    expect(await acme.people()).toEqual({ ada: 'admin', substitute: 'viewer' })
  })
})

describe('on(storage)', () => {
  test('is the same hall on another storage, heard by the same subscribers', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const elsewhere = memoryStorage()
    elsewhere.restore(acme.desk.memory.snapshot())
    const other: Guildhall<typeof policy> = acme.hall.on(elsewhere)
    const heard = acme.desk.notices.length

    await other.members.add({ ...acme.as('ada'), userId: 'bo' })

    expect(acme.desk.notices.length).toBe(heard + 1)
    expect((await other.members.list(acme.as('ada'))).items).toHaveLength(2)
    expect(await acme.people()).toEqual({ ada: 'admin' })
    expect(other.policy).toBe(policy)
  })

  test('inside a caller’s transaction publishes nothing, and hands the events over instead', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { memory } = acme.desk
    const enlisted: Storage = { ...memory, enlisted: true }
    const heard = acme.desk.notices.length

    const added = await acme.hall.on(enlisted).members.add({ ...acme.as('ada'), userId: 'bo' })

    expect(added).toMatchObject({ status: 'active', events: [{ type: 'member.added', memberId: added.id }] })
    expect(acme.desk.notices.length).toBe(heard)
    const outside = await acme.hall.members.add({ ...acme.as('ada'), userId: 'cy' })
    expect(outside).not.toHaveProperty('events')
  })

  test('two halls on one storage do not hear each other', async () => {
    const storage = memoryStorage()
    const [first, second] = [createGuildhall({ storage, policy }), createGuildhall({ storage, policy })]
    const heard: string[] = []
    first.subscribe(() => void heard.push('first'))
    second.subscribe(() => void heard.push('second'))

    await first.organizations.create({ actor: { userId: 'ada' }, name: 'Acme', slug: 'acme' })

    expect(heard).toEqual(['first'])
  })
})
