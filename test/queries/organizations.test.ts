/** Reads of organizations: by id, by slug, and all of a user. */
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy } from '../support/given.js'
import { system, thrownBy } from '../support/hall.js'

describe('organizations.get and bySlug', () => {
  test('show the same to every active member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'guest' }, { seatLimit: 5 })

    const organization = await acme.hall.organizations.get(acme.as('bo'))

    expect(organization).toEqual({
      id: acme.organizationId,
      revision: 3,
      slug: 'acme',
      name: 'acme',
      status: 'active',
      seatLimit: 5,
      settings: {},
      metadata: {},
      createdAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
    })
    expect(await acme.hall.organizations.bySlug({ slug: 'acme', actor: acme.actor('bo') })).toEqual(organization)
    expect(await acme.hall.organizations.bySlug({ slug: 'acme', actor: system })).toEqual(organization)
  })

  test('by a slug of somebody else’s is answered like by one that nobody has', async () => {
    const acme = await given(policy, { ada: 'admin' })

    for (const slug of ['acme', 'nowhere']) {
      const error = await thrownBy(acme.hall.organizations.bySlug({ slug, actor: acme.actor('eve') }))
      expect({ code: error.code, details: error.details }).toEqual({
        code: 'organization/not-found',
        details: { slug },
      })
    }
  })
})

describe('organizations.ofUser', () => {
  test('shows all that a user is in, with who they are there, but for those that they were removed from', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await givenAt(acme.desk, { bo: 'admin' }, { slug: 'globex' })
    await givenAt(acme.desk, { gus: 'admin', bo: { role: 'editor', status: 'deactivated' } }, { slug: 'initech' })
    const hooli = await givenAt(acme.desk, { gus: 'admin', bo: 'viewer' }, { slug: 'hooli' })
    await hooli.hall.members.remove({ ...hooli.as('gus'), memberId: hooli.id('bo') })
    const dead = await givenAt(acme.desk, { bo: 'admin' }, { slug: 'dead' })
    await dead.hall.organizations.delete(dead.as('bo'))
    await givenAt(acme.desk, { gus: 'admin', bo: { role: 'viewer', status: 'pending' } }, { slug: 'inviting' })

    const own = await acme.hall.organizations.ofUser({ actor: acme.actor('bo') })

    expect(own.items.map(({ organization, member }) => [organization.slug, member.role, member.status])).toEqual([
      ['acme', 'viewer', 'active'],
      ['globex', 'admin', 'active'],
      ['initech', 'editor', 'deactivated'],
    ])
    expect(own).not.toHaveProperty('next')
    expect(await acme.hall.organizations.ofUser({ actor: system, userId: 'bo' })).toEqual(own)
    expect(await acme.hall.organizations.ofUser({ actor: acme.actor('bo'), userId: 'bo' })).toEqual(own)
  })

  test('goes page by page', async () => {
    const acme = await given(policy, { bo: 'admin' }, { slug: 'org-0' })
    for (let i = 1; i < 7; i++) await givenAt(acme.desk, { bo: 'admin' }, { slug: `org-${i}` })
    const slugs: string[][] = []
    let after: string | undefined
    do {
      const page = await acme.hall.organizations.ofUser({ actor: acme.actor('bo'), limit: 3, ...(after && { after }) })
      slugs.push(page.items.map(({ organization }) => organization.slug))
      after = page.next
    } while (after !== undefined)

    expect(slugs).toEqual([['org-0', 'org-1', 'org-2'], ['org-3', 'org-4', 'org-5'], ['org-6']])
  })

  test('is one’s own to a user, and needs a user for the system', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const other = await thrownBy(acme.hall.organizations.ofUser({ actor: acme.actor('ada'), userId: 'bo' }))
    expect({ code: other.code, details: other.details }).toEqual({
      code: 'access/not-allowed',
      details: { permission: 'member:read' },
    })
    const nobody = await thrownBy(acme.hall.organizations.ofUser({ actor: system }))
    expect(nobody.details).toEqual({ issues: [{ path: 'userId', problem: 'is required where the system asks' }] })
    const cursor = await thrownBy(acme.hall.organizations.ofUser({ actor: acme.actor('ada'), after: 'x' }))
    expect(cursor.details).toEqual({ issues: [{ path: 'after', problem: 'is not a cursor of this list' }] })
  })
})

describe('access', () => {
  test('answers what a member may do, as of a revision', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor' })

    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })

    expect(access.can('doc:write')).toBe(true)
    expect(access.can('doc:delete')).toBe(false)
    expect(access.can('doc:delete:own')).toBe(true)
    expect(access.facts).toMatchObject({ memberId: acme.id('bo'), role: 'editor', status: 'active', revision: 2 })
  })

  test('answers no to everything for whoever is no active member', async () => {
    const acme = await given(policy, { ada: 'admin', cy: { role: 'admin', status: 'deactivated' }, gone: 'admin' })
    await acme.invite('dee', { by: 'ada', role: 'admin' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('gone') })

    for (const userId of ['cy', 'dee', 'gone', 'stranger', emailOf('dee')]) {
      const access = await acme.hall.access({ organizationId: acme.organizationId, userId })
      expect(access.permissions()).toEqual([])
    }
  })

  test('says that an organization is not there', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const error = await thrownBy(acme.hall.access({ organizationId: 'org_nowhere', userId: 'ada' }))

    expect({ code: error.code, details: error.details }).toEqual({
      code: 'organization/not-found',
      details: { organizationId: 'org_nowhere' },
    })
  })
})
