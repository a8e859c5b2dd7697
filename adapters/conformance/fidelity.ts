import type { Area } from './area.js'
import { changedMember, created, event, newInvitation, newMember } from './builders.js'
import { hostileStrings, hostileMetadata as metadata } from './hostile.js'
import { asInvitation, asMember, findGives, holderOf, pageGives, read, readGives } from './reading.js'
import { invitation, member, now } from './records.js'
import { same } from './same.js'

export const fidelity: Area = {
  name: 'fidelity',
  checks: {
    'gives back hostile strings in every text of a member': async (storage) => {
      const members = hostileStrings.map((text, at) =>
        member(`m${at}`, {
          name: text,
          email: text,
          emailKey: text,
          phone: text,
          department: text,
          jobTitle: text,
          permissions: [text, text],
          permissionsGranter: { system: text },
          metadata: { [text]: text },
        }),
      )
      await created(storage, 'org_a', { puts: members.map(newMember) })
      const ids = members.map(({ id }) => id)
      await readGives(storage, 'org_a', [{ get: 'member', ids }], members.map(asMember))
    },

    'gives back hostile strings that records are found and ordered by': async (storage) => {
      const members = hostileStrings.map((text, at) =>
        member(`m${at}`, { userId: text, email: text, emailKey: text, sortKey: text, role: `role ${text}` }),
      )
      await created(storage, 'org_a', { puts: members.map(newMember) })
      for (const [at, text] of hostileStrings.entries()) {
        const expected = members.slice(at, at + 1).map(asMember)
        await readGives(storage, 'org_a', [{ get: 'member-by-user', keys: [text] }], expected)
        await readGives(storage, 'org_a', [{ get: 'member-by-email', keys: [text] }], expected)
        await pageGives(
          storage,
          'org_a',
          { kind: 'member', where: { role: [`role ${text}`] }, limit: 2 },
          expected,
          false,
        )
        await findGives(storage, { by: 'user', userId: text, limit: 2 }, [['org_a', `m${at}`]], false)
      }
      await readGives(storage, 'org_a', [{ get: 'member-by-user', keys: hostileStrings }], members.map(asMember))
      const page = await storage.page('org_a', { kind: 'member', where: {}, limit: 1_000 })
      same(page?.records.length, members.length, 'the number of records in a page')
      for (const { record } of page?.records ?? []) {
        const after = { sortKey: record.sortKey, id: record.id }
        const behind = await storage.page('org_a', { kind: 'member', where: {}, limit: 1, after })
        const place = page?.records.findIndex((stored) => stored.record.id === record.id) ?? -1
        same(behind?.records[0], page?.records[place + 1], `what follows ${JSON.stringify(record.sortKey)}`)
      }
    },

    'gives back hostile strings of an invitation': async (storage) => {
      const invitations = hostileStrings.map((text, at) =>
        invitation(`i${at}`, {
          email: text,
          emailKey: text,
          tokenHash: text,
          message: text,
          metadata: { [text]: text },
        }),
      )
      await created(storage, 'org_a', { puts: invitations.map(newInvitation) })
      for (const [at, text] of hostileStrings.entries()) {
        const expected = invitations.slice(at, at + 1).map(asInvitation)
        await readGives(storage, 'org_a', [{ get: 'invitation-by-token', hashes: [text] }], expected)
        await findGives(storage, { by: 'email', emailKey: text, limit: 2 }, [['org_a', `i${at}`]], false)
      }
    },

    'gives back hostile strings of a head, and of a claim': async (storage) => {
      for (const [at, text] of hostileStrings.entries()) {
        const head = {
          name: text,
          settings: { defaultRole: text },
          metadata: { [text]: text },
          counts: { [text]: { active: 1 } },
          catalogueId: text,
        }
        const author = await created(storage, `org_${at}`, { head, take: text })
        same((await read(storage, `org_${at}`)).head, author.head, 'the head')
        same(await holderOf(storage, text), `org_${at}`, `the holder of ${JSON.stringify(text)}`)
      }
    },

    'gives back hostile strings of the history': async (storage) => {
      const author = await created(storage, 'org_a')
      for (const text of hostileStrings) {
        const content = { [text]: text }
        const one = event(`type ${text}`, {
          memberId: text,
          recordId: text,
          before: content,
          after: content,
          personal: [{ subject: text, digest: text, salt: text, content }],
        })
        const request = { id: `request ${text}`, digest: text, ids: [text] }
        const actor = { system: text }
        const { revision } = await author.commit(storage, {
          events: [one],
          revision: { actor, request, command: text },
        })
        const { revisions } = await read(storage, 'org_a', [{ get: 'revision-by-request', requestId: request.id }])
        same(revisions, [revision], `the revision of the request ${JSON.stringify(text)}`)
        for (const filter of [
          { types: [one.type] },
          { memberId: text },
          { recordId: text },
          { actor: `system:${text}` },
        ]) {
          const history = await storage.history('org_a', { ...filter, order: 'oldest-first', limit: 9 })
          same(
            history?.events.map(({ event }) => event),
            [one],
            `events by ${JSON.stringify(filter)}`,
          )
        }
      }
      same(await storage.revisions('org_a', { after: 0, limit: 1_000 }), author.revisions, 'the revisions')
    },

    'gives back any JSON as metadata': async (storage) => {
      const one = member('m', { metadata })
      const offer = invitation('i', { metadata })
      const author = await created(storage, 'org_a', {
        puts: [newMember(one), newInvitation(offer)],
        head: { metadata },
      })
      same((await read(storage, 'org_a')).head, author.head, 'the head')
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['m'] }], [asMember(one)])
      await readGives(storage, 'org_a', [{ get: 'invitation', ids: ['i'] }], [asInvitation(offer)])
      for (const [key, value] of Object.entries(metadata)) {
        const before = { ...one, metadata: { [key]: value } }
        await author.commit(storage, { puts: [changedMember(one, before)] })
        await readGives(storage, 'org_a', [{ get: 'member', ids: ['m'] }], [asMember(before)])
        await author.commit(storage, { puts: [changedMember(before, one)] })
      }
    },

    'gives back any JSON in events': async (storage) => {
      const personal = [{ subject: 's', digest: 'd', content: metadata }]
      const one = event('a.b', { before: metadata, after: metadata, personal })
      await created(storage, 'org_a', { events: [one] })
      const history = await storage.history('org_a', { order: 'newest-first', limit: 9 })
      same(
        history?.events.map(({ event }) => event),
        [one],
        'the events',
      )
    },

    'gives back whole numbers up to 2^53 as times and limits': async (storage) => {
      for (const [at, time] of [0, 1, 2 ** 31, 2 ** 32, now, 2 ** 53 - 1].entries()) {
        const times = { createdAt: time, updatedAt: time }
        const one = member('m', { ...times, joinedAt: time, deactivatedAt: time, removedAt: time })
        const offer = invitation('i', { ...times, expiresAt: time, sentAt: time, sentCount: at, answeredAt: time })
        const head = { ...times, archivedAt: time, deletedAt: time }
        const puts = [newMember(one), newInvitation(offer)]
        const author = await created(storage, `org_${at}`, {
          puts,
          head,
          revision: { at: time },
          events: [event('a.b')],
        })
        const expected = [asMember(one), asInvitation(offer)]
        const needs = [{ get: 'member', ids: ['m'] } as const, { get: 'invitation', ids: ['i'] } as const]
        await readGives(storage, `org_${at}`, needs, expected)
        same((await read(storage, `org_${at}`)).head, author.head, 'the head')
        const query = { order: 'oldest-first', limit: 9, from: time } as const
        same((await storage.history(`org_${at}`, query))?.events[0]?.at, time, 'the time of the event')
        same((await storage.history(`org_${at}`, { ...query, until: time }))?.events, [], 'events until then')
      }
    },

    'tells zero, false and the empty from what is absent': async (storage) => {
      const one = member('m', {
        name: '',
        phone: '',
        department: '',
        jobTitle: '',
        email: '',
        emailKey: '',
        userId: '',
      })
      const offer = invitation('i', { message: '', tokenHash: '', sentCount: 0, expiresAt: 0, answeredAt: 0 })
      const head = { seatLimit: 0, name: '', counts: { member: {} }, settings: { defaultRole: '' }, archivedAt: 0 }
      const author = await created(storage, 'org_a', { puts: [newMember(one), newInvitation(offer)], head })
      same((await read(storage, 'org_a')).head, author.head, 'the head')
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['m'] }], [asMember(one)])
      await readGives(storage, 'org_a', [{ get: 'invitation', ids: ['i'] }], [asInvitation(offer)])
      await readGives(storage, 'org_a', [{ get: 'member-by-user', keys: [''] }], [asMember(one)])
    },

    'takes ids of 64 characters and sort keys of 256 bytes': async (storage) => {
      const id = `m_${'x-_9'.repeat(16)}`.slice(0, 64)
      const one = member(id, {
        sortKey: '\u{1f600}'.repeat(64),
        userId: 'u'.repeat(255),
        roleGranter: { memberId: id },
      })
      const offer = invitation(`i${id}`.slice(0, 64), {
        memberId: id,
        sortKey: 'k'.repeat(256),
        message: 'long '.repeat(2_000),
      })
      await created(storage, id, { puts: [newMember(one), newInvitation(offer)] })
      await readGives(storage, id, [{ get: 'member-by-user', keys: ['u'.repeat(255)] }], [asMember(one)])
      await pageGives(storage, id, { kind: 'member', where: { roleGranter: id }, limit: 9 }, [asMember(one)], false)
      await pageGives(storage, id, { kind: 'invitation', where: {}, limit: 9 }, [asInvitation(offer)], false)
    },
  },
}
