import { describe, expect, test } from 'vitest'
import { given, givenAt } from '../support/given.js'
import { app, joins, named, spacesPolicy as policy, workspace } from '../support/spaces.js'

/** Two shared workspaces and a personal one of Bo's; Bo manages the lab, Cy is in it through the crew. */
async function house() {
  const acme = await given(policy, {
    ada: 'admin',
    abe: 'admin',
    off: { role: 'admin', status: 'deactivated' },
    bo: 'member',
    cy: 'member',
    dee: 'librarian',
  })
  const lab = (await workspace(acme)).id
  const attic = (await workspace(acme, 'attic')).id
  await joins(acme, lab, 'bo', 'manager')
  const { id: crew } = await acme.hall.groups.create({ ...acme.system, name: 'Crew' })
  await acme.hall.groups.addMembers({ ...acme.system, groupId: crew, memberIds: [acme.id('cy'), acme.id('bo')] })
  await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId: lab, groupIds: [crew], role: 'contributor' })
  const own = (
    await acme.hall.workspaces.create({ ...acme.system, name: 'Mine', type: 'personal', ownerId: acme.id('bo') })
  ).id
  return { acme, lab, attic, crew, own }
}

describe('workspaces.list', () => {
  test('shows by name those that the actor may see, and no others', async () => {
    const { acme } = await house()
    const names = async (who: string) => (await acme.hall.workspaces.list(acme.as(who))).items.map(({ name }) => name)

    expect(await names('ada')).toEqual(['attic', 'Lab', 'Mine'])
    expect(await names('bo')).toEqual(['Lab', 'Mine'])
    expect(await names('cy')).toEqual(['Lab'])
    expect(await names('dee')).toEqual([])
    expect((await acme.hall.workspaces.list({ ...acme.as('ada'), type: 'personal' })).items).toMatchObject([
      { name: 'Mine' },
    ])
  })

  test('is the filter of the check: whoever sees it there may get it, and nobody else', async () => {
    const { acme, lab, attic, own } = await house()

    for (const who of ['ada', 'bo', 'cy', 'dee']) {
      const listed = (await acme.hall.workspaces.list(acme.as(who))).items.map(({ id }) => id).sort()
      const got: string[] = []
      for (const workspaceId of [lab, attic, own]) {
        await acme.hall.workspaces.get({ ...acme.as(who), workspaceId }).then(
          ({ id }) => got.push(id),
          () => undefined,
        )
      }
      expect(listed).toEqual(got.sort())
    }
  })

  test('goes page by page, also where a page is thinned out', async () => {
    const { acme } = await house()
    const names: string[] = []
    let after: string | undefined
    do {
      const page = await acme.hall.workspaces.list({ ...acme.as('bo'), limit: 1, ...(after && { after }) })
      names.push(...page.items.map(({ name }) => name))
      after = page.next
    } while (after !== undefined)
    expect(names).toEqual(['Lab', 'Mine'])
  })
})

describe('workspaces.members', () => {
  test('shows members and groups with their roles, and the admins apart (S3-08, S3-12)', async () => {
    const { acme, lab, crew } = await house()

    const page = await acme.hall.workspaces.members({ ...acme.as('cy'), workspaceId: lab })

    expect(page.items).toMatchObject([
      { member: { id: acme.id('bo'), name: 'bo', role: 'member' }, membership: { role: 'manager' } },
      { group: { id: crew, name: 'Crew', memberCount: 2 }, membership: { role: 'contributor' } },
    ])
    expect(page.admins?.map(({ name }) => name)).toEqual(['abe', 'ada'])
    expect(page.moreAdmins).toBe(false)

    const first = await acme.hall.workspaces.members({ ...acme.as('cy'), workspaceId: lab, limit: 1 })
    const second = await acme.hall.workspaces.members({ ...acme.as('cy'), workspaceId: lab, after: first.next ?? '' })
    expect(second.items).toMatchObject([{ group: { id: crew } }])
    expect(second).not.toHaveProperty('admins')
  })

  test('shows no admins in a personal one: only its owner is in it', async () => {
    const { acme, own } = await house()

    const page = await acme.hall.workspaces.members({ ...acme.as('bo'), workspaceId: own })

    expect(page.items).toMatchObject([{ member: { id: acme.id('bo') } }])
    expect(page).not.toHaveProperty('admins')
  })

  test('is for those who see the workspace', async () => {
    const { acme, lab } = await house()

    await expect(acme.hall.workspaces.members({ ...acme.as('dee'), workspaceId: lab })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
  })
})

describe('members.workspaces', () => {
  test('tells every way in', async () => {
    const { acme, lab, attic, crew, own } = await house()
    const of = async (who: string, by = who) =>
      (await acme.hall.members.workspaces({ ...acme.as(by), memberId: acme.id(who) })).items.map(
        ({ workspace: { id }, ways }) => ({ id, ways }),
      )

    expect(await of('bo')).toEqual([
      {
        id: lab,
        ways: [
          { by: 'membership', role: 'manager' },
          { by: 'group', groupId: crew, role: 'contributor' },
        ],
      },
      { id: own, ways: [{ by: 'membership' }] },
    ])
    expect(await of('cy', 'ada')).toEqual([{ id: lab, ways: [{ by: 'group', groupId: crew, role: 'contributor' }] }])
    expect(await of('ada')).toEqual(
      [attic, lab].map((id) => ({ id, ways: [{ by: 'organization-role', role: 'admin' }] })),
    )
  })

  test('is for oneself, and for those who may see workspaces everywhere', async () => {
    const acme = await given(policy, { ada: 'admin', fay: 'founder', bo: 'member' })
    const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })

    expect((await acme.hall.members.workspaces({ ...acme.as('bo'), memberId: acme.id('bo') })).items).toEqual([])
    for (const memberId of ['mem_nobody', umbra.id('eve')]) {
      await expect(acme.hall.members.workspaces({ ...acme.as('ada'), memberId })).rejects.toMatchObject({
        code: 'member/not-found',
      })
    }
  })
})

describe('resources.list', () => {
  test('shows those that the actor may read, filtered by type, workspace and owner', async () => {
    const { acme, lab } = await house()
    await app(acme, 'b', { workspaceId: lab, ownerId: acme.id('bo') })
    await app(acme, 'a')
    await acme.hall.resources.create({ ...acme.system, type: 'flow', key: 'c', ownerId: acme.id('bo') })
    const keys = async (who: string, filter: object = {}) =>
      (await acme.hall.resources.list({ ...acme.as(who), ...filter })).items.map(({ key }) => key)

    expect(await keys('ada')).toEqual(['a', 'b', 'c'])
    expect(await keys('bo')).toEqual(['a', 'b', 'c'])
    // a contributor there: a role in the workspace takes the place of the one in the organization (S3-07)
    expect(await keys('cy')).toEqual(['a', 'c'])
    expect(await keys('ada', { type: 'app' })).toEqual(['a', 'b'])
    expect(await keys('ada', { workspaceId: lab })).toEqual(['b'])
    expect(await keys('ada', { ownerId: acme.id('bo') })).toEqual(['b', 'c'])
    expect(await keys('ada', { ownerId: acme.id('bo'), type: 'flow' })).toEqual(['c'])
    expect(await keys('ada', { workspaceId: 'wsp_nowhere' })).toEqual([])
  })

  test('shows nothing that was taken out of the organization', async () => {
    const { acme, lab } = await house()
    await app(acme, 'b', { workspaceId: lab })
    await acme.hall.resources.delete({ ...acme.system, resource: named('b') })

    expect((await acme.hall.resources.list(acme.as('ada'))).items).toEqual([])
  })
})
