/** The server's own plans for the lists that have one leading filter, in an organization among others. */
import type { HistoryQuery, PageQuery } from 'guildhall'
import { mongoStorage } from 'guildhall/mongo'
import { afterAll, describe, expect, test } from 'vitest'
import { created, event } from '../../../adapters/conformance/builders.js'
import { specimen } from '../../../adapters/conformance/records.js'
import { documentId, toDocument } from '../../../adapters/mongo/documents.js'
import { openMongo, realMongo } from '../../support/mongo.js'
import { type Command, watch } from './commands.js'
import { planOf, problemsOfPlan } from './plans.js'

const server = realMongo()

/** Why no plan can be asked for, if so. */
async function missing(): Promise<string | undefined> {
  if ('missing' in server) return server.missing
  const { client, db } = await openMongo('explain_probe')
  const probe = { explain: { find: 'guildhall_records', filter: { _id: 'x' } }, verbosity: 'executionStats' }
  return db
    .command(probe)
    .then(planOf)
    .then(() => undefined)
    .catch(() => `${server.name} explains nothing`)
    .finally(() => client.close())
}

const reason = await missing()
if (reason !== undefined) console.log(`no plan was asked for: ${reason}`)
const crowd = 1_500

const after = { sortKey: '0600', id: 'mem_0600' }
const member = (where: PageQuery['where'], place: Partial<PageQuery> = {}): PageQuery => ({
  ...{ kind: 'member', where, limit: 100, ...place },
})
const pages: { readonly [name: string]: PageQuery } = {
  'all members': member({}),
  'all members, from the middle on': member({}, { after }),
  'all members, backward from the middle': member({}, { before: after }),
  'members by status': member({ status: ['deactivated'] }),
  'members by status, from the middle on': member({ status: ['active'] }, { after }),
  'members by role': member({ role: ['admin'] }),
  'members by status and role': member({ status: ['active'], role: ['member'] }),
  'members that one vouches for': member({ roleGranter: 'mem_0000' }),
  'resources of one type': { kind: 'resource', where: { by: { field: 'type', key: 'type_1' } }, limit: 100 },
}
const newest = { order: 'newest-first', limit: 100 } as const
const histories: { readonly [name: string]: HistoryQuery } = {
  'the history': newest,
  'the history, oldest first': { ...newest, order: 'oldest-first' },
  'the history of one member': { ...newest, memberId: 'mem_0001' },
  'the history of one type': { ...newest, types: ['test.1'] },
}

describe.skipIf(reason !== undefined)(
  `the server's plans for lists of one leading filter${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  async () => {
    if (reason !== undefined) return void test.skip(`are asked for: ${reason}`)
    const { client, db } = await openMongo('explain', { monitorCommands: true })
    afterAll(() => client.close())
    const sent: Command[] = []
    watch(client, (name, command) => void (name === 'find' && sent.push(command)))
    const storage = mongoStorage(db)
    await storage.setup()
    for (const organizationId of ['org_a', 'org_b', 'org_c']) {
      const events = Array.from({ length: crowd }, (_, at) => event(`test.${at % 3}`, { memberId: `mem_000${at % 3}` }))
      await created(storage, organizationId, { events: events.slice(0, 990) })
      await db.collection<{ _id: string }>('guildhall_records').insertMany(
        Array.from({ length: crowd }, (_, at) => String(at).padStart(4, '0')).flatMap((name, at) => {
          const status = at % 3 === 0 ? 'deactivated' : 'active'
          const role = at % 4 === 0 ? 'admin' : 'member'
          const stored = [
            specimen('member', `mem_${name}`, { sortKey: name, status, role, roleGranter: { memberId: 'mem_0000' } }),
            specimen('resource', `res_${name}`, { sortKey: name, type: `type_${at % 3}` }),
          ]
          return stored.map((one) => ({
            ...{ _id: documentId(organizationId, one.kind, one.record.id), org_id: organizationId, rev: 1 },
            ...toDocument(one),
          }))
        }),
      )
    }

    /** The plans of the finds that a question sends in an order; those by `_id` and keys have none. */
    async function problemsIn(ask: () => Promise<unknown>): Promise<string[]> {
      sent.length = 0
      await ask()
      const listed = sent.filter(({ sort }) => Object.keys((sort ?? {}) as object).length > 0)
      expect(listed.length).toBeGreaterThan(0)
      const explained = await Promise.all(
        listed.map(({ find, filter, sort, limit }) =>
          db.command({ explain: { find, filter, sort, limit }, verbosity: 'executionStats' }),
        ),
      )
      return explained.flatMap((one) => problemsOfPlan(planOf(one)))
    }

    test.each(Object.entries(pages))('%s', async (_, query) => {
      expect(await problemsIn(() => storage.page('org_b', query))).toEqual([])
    })

    test.each(Object.entries(histories))('%s', async (_, query) => {
      expect(await problemsIn(() => storage.history('org_b', query))).toEqual([])
    })
  },
)
