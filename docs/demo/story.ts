/** What happens in an organization once it is there: invited, accepted, planned, refused, explained. */
import type { Member, Organization } from 'guildhall'
import { namesIn } from './explain-access.js'
import { explanation } from './explanation-views.js'
import type { Hall } from './policy.js'
import { entitiesOf, repository } from './present.js'
import { type Begin, bold, call, count, good, lines, type Show, short, table } from './print.js'
import { planned, refusal } from './views.js'

/** Noor is the one who comes in. The application has proven that the address is theirs. */
const noor = { userId: 'user:noor', email: 'noor.haddad@newcomer.example', emailVerified: true }
const mallory = { userId: 'user:mallory', email: 'mallory@elsewhere.example', emailVerified: true }

const handbook = { type: repository, key: 'handbook' }

interface Scene {
  readonly hall: Hall
  readonly organization: Organization
  /** Every admin; the first of them acts. */
  readonly admins: readonly Member[]
  /** Where, and who: what every command is told. */
  readonly desk: { readonly organizationId: string; readonly actor: { readonly userId: string } }
  readonly show: Show
  readonly begin: Begin
}

export async function tellStory(hall: Hall, organization: Organization, show: Show, begin: Begin): Promise<void> {
  const organizationId = organization.id
  const everywhere = { organizationId, actor: { system: 'demo' }, limit: 1_000 }
  const { items: admins } = await hall.members.list({ ...everywhere, role: ['admin'], status: ['active'] })
  const userId = admins[0]?.userId ?? ''
  const scene: Scene = { hall, organization, admins, desk: { organizationId, actor: { userId } }, show, begin }
  const token = await invite(scene)
  await accept(scene, token)
  await promote(scene)
  await removeAdmins(scene)
  await share(scene)
  await explain(scene)
}

/** Answers the token that goes out by mail: there is one only for whoever is newly invited. */
async function invite({ hall, admins, desk, show, begin }: Scene): Promise<string | undefined> {
  const [admin] = admins
  const title = `${short(admin?.name ?? admin?.email ?? 'An admin', 40)} invites`
  begin(title, "hall.invitations.invite({ organizationId, actor, emails, role: 'member' })")
  const there = admin?.email === undefined ? '' : `${admin.email},`
  const emails = `${noor.email}, ivo.maric@newcomer.example; ${there} tess at newcomer, zola@newcomer.example`
  const { outcomes, secrets } = await hall.invitations.invite({ ...desk, emails, role: 'member' })
  const rows = outcomes.map((outcome) => [
    short(outcome.email, 30),
    outcome.outcome === 'invited' ? good('invited') : outcome.outcome,
    'problem' in outcome ? outcome.problem : '',
  ])
  show(table(['address', 'outcome', ''], rows))
  return secrets.find(({ email }) => email === noor.email)?.token
}

async function accept({ hall, organization, show, begin }: Scene, token: string | undefined): Promise<void> {
  begin('Noor accepts', 'hall.invitations.accept({ token, actor })')
  if (token === undefined) return show(lines('Nothing to accept: Noor was invited before, or no seat is free.'))
  const peek = await hall.invitations.peek({ token })
  show(lines(`The link says: ${peek.organization.name} invites ${peek.invitation.email}, as ${peek.invitation.role}.`))
  const stolen = await hall.attempt.invitations.accept({ token, actor: mallory })
  if (!stolen.ok) show(`\n${lines('Mallory has got hold of the link:')}\n${refusal(stolen.refusal)}`)
  const joined = await hall.invitations.accept({ token, actor: noor })
  show(`\n${lines(`${good('✓')} Noor is ${bold(joined.status)}, as ${joined.role} of ${organization.name}.`)}`)
}

async function promote({ hall, desk, show, begin }: Scene): Promise<void> {
  const member = await newcomer(hall, desk.organizationId)
  if (member === undefined) return
  begin('A plan first, then exactly that', "hall.plan.members.changeRole({ ..., memberId, role: 'lead' })")
  const plan = await hall.plan.members.changeRole({ ...desk, memberId: member.id, role: 'lead' })
  if (!plan.ok) return show(refusal(plan.refusal))
  if (plan.changes.length === 0) return show(lines('It would change nothing: Noor is a lead already.'))
  show(planned(plan))
  show(call('hall.apply({ plan, actor })'))
  const { revision } = await hall.apply({ plan, actor: desk.actor })
  show(lines(`${good('✓')} applied: revision ${plan.revision} → ${revision}`))
}

async function removeAdmins({ hall, admins, desk, show, begin }: Scene): Promise<void> {
  begin('The last admin cannot go', "hall.plan.batch({ ..., commands: [{ command: 'member.remove', ... }] })")
  const remove = (members: readonly Member[]) =>
    hall.plan.batch({
      ...desk,
      mode: 'all-or-nothing',
      commands: members.map(({ id }) => ({ command: 'member.remove' as const, input: { memberId: id } })),
    })
  const [first, ...others] = admins
  if (first === undefined) return
  if (others.length > 0) {
    const plan = await remove(others)
    show(lines(`Removing ${count(others.length, 'admin')} of ${admins.length}, all but ${first.name ?? first.email}:`))
    show(plan.ok ? planned(plan) : refusal(plan.refusal))
  }
  const all = await remove(admins)
  show(`\n${lines(`Removing all ${admins.length}, in whatever order:`)}`)
  show(all.ok ? planned(all) : refusal(all.refusal))
  const { revision } = await hall.organizations.get(desk)
  show(`\n${lines(`These were plans: the organization still stands at revision ${revision}.`)}`)
}

/** A team in a team, and what the upper one may do with a repository, which so the lower one may. */
async function share({ hall, organization, desk, show, begin }: Scene): Promise<void> {
  const member = await newcomer(hall, organization.id)
  if (member === undefined) return
  begin(
    'A team, and its level on a repository',
    'hall.assignments.assign({ ..., principals, role, scope: { resource } })',
  )
  const { teams, resources } = await entitiesOf(hall, organization.id)
  const taken = teams.has('welcome-crew') || teams.has('newcomers') || resources.has(handbook.key)
  if (taken) return show(lines('Nothing to do: there are teams or repositories of these names already.'))
  const crew = await hall.teams.create({ ...desk, key: 'welcome-crew', name: 'Welcome Crew' })
  const team = await hall.teams.create({ ...desk, key: 'newcomers', name: 'Newcomers', parentId: crew.id })
  await hall.teams.addMembers({ ...desk, teamId: team.id, memberIds: [member.id] })
  await hall.resources.create({ ...desk, ...handbook, name: 'Handbook' })
  const role = 'repository-write'
  await hall.assignments.assign({ ...desk, principals: [{ teamId: crew.id }], role, scope: { resource: handbook } })
  show(lines(`${good('✓')} Noor is in the team ${team.name}, which is below ${crew.name},`))
  show(lines(`${good('✓')} and that one holds ${role} on the repository ${handbook.key}.`))
}

async function explain({ hall, admins, desk, show, begin }: Scene): Promise<void> {
  const { organizationId } = desk
  const who = (await newcomer(hall, organizationId)) ?? admins[0]
  const name = who?.userId === noor.userId ? 'Noor' : short(who?.name ?? 'they', 40)
  begin(`Why may ${name}, and why not?`, "access.explain('report:export')")
  const { teams } = await entitiesOf(hall, organizationId)
  const access = await hall.access({ organizationId, userId: who?.userId ?? '', resources: [handbook] })
  for (const permission of ['report:export', 'project:read', 'invoice:approve'] as const)
    show(explanation(access.explain(permission)))
  if (access.facts.resources.length === 0) return
  show(call("access.explain('repository:push', { resource: handbook })"))
  const answer = access.explain('repository:push', { resource: handbook })
  show(explanation(answer, namesIn([answer], [...teams.values()])))
}

async function newcomer(hall: Hall, organizationId: string): Promise<Member | undefined> {
  const { items } = await hall.organizations.ofUser({ actor: noor })
  return items.find(({ organization }) => organization.id === organizationId)?.member
}
