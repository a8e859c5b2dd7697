/** What happens in an organization once it is there: invited, accepted, planned, refused, explained. */
import type { Member, Organization } from 'guildhall'
import type { Hall } from './policy.js'
import { bold, call, count, good, heading, lines, type Show, short, table } from './print.js'
import { explanation, planned, refusal } from './views.js'

/** Noor is the one who comes in. The application has proven that the address is theirs. */
const noor = { userId: 'user:noor', email: 'noor.haddad@newcomer.example', emailVerified: true }
const mallory = { userId: 'user:mallory', email: 'mallory@elsewhere.example', emailVerified: true }

interface Scene {
  readonly hall: Hall
  readonly organization: Organization
  /** Every admin; the first of them acts. */
  readonly admins: readonly Member[]
  /** Where, and who: what every command is told. */
  readonly desk: { readonly organizationId: string; readonly actor: { readonly userId: string } }
  readonly show: Show
}

export async function tellStory(hall: Hall, organization: Organization, show: Show): Promise<void> {
  const organizationId = organization.id
  const everywhere = { organizationId, actor: { system: 'demo' }, limit: 1_000 }
  const { items: admins } = await hall.members.list({ ...everywhere, role: ['admin'], status: ['active'] })
  const userId = admins[0]?.userId ?? ''
  const scene: Scene = { hall, organization, admins, desk: { organizationId, actor: { userId } }, show }
  const token = await invite(scene)
  await accept(scene, token)
  await promote(scene)
  await removeAdmins(scene)
  await explain(scene)
}

/** Answers the token that goes out by mail: there is one only for whoever is newly invited. */
async function invite({ hall, admins, desk, show }: Scene): Promise<string | undefined> {
  const [admin] = admins
  show(heading(3, `${short(admin?.name ?? admin?.email ?? 'An admin', 40)} invites`))
  show(call("hall.invitations.invite({ organizationId, actor, emails, role: 'member' })"))
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

async function accept({ hall, organization, show }: Scene, token: string | undefined): Promise<void> {
  show(heading(4, 'Noor accepts'))
  if (token === undefined) return show(lines('Nothing to accept: Noor was invited before, or no seat is free.'))
  show(call('hall.invitations.accept({ token, actor })'))
  const peek = await hall.invitations.peek({ token })
  show(lines(`The link says: ${peek.organization.name} invites ${peek.invitation.email}, as ${peek.invitation.role}.`))
  const stolen = await hall.attempt.invitations.accept({ token, actor: mallory })
  if (!stolen.ok) show(`\n${lines('Mallory has got hold of the link:')}\n${refusal(stolen.refusal)}`)
  const joined = await hall.invitations.accept({ token, actor: noor })
  show(`\n${lines(`${good('✓')} Noor is ${bold(joined.status)}, as ${joined.role} of ${organization.name}.`)}`)
}

async function promote({ hall, desk, show }: Scene): Promise<void> {
  const member = await newcomer(hall, desk.organizationId)
  if (member === undefined) return
  show(heading(5, 'A plan first, then exactly that'))
  show(call("hall.plan.members.changeRole({ ..., memberId, role: 'lead' })"))
  const plan = await hall.plan.members.changeRole({ ...desk, memberId: member.id, role: 'lead' })
  if (!plan.ok) return show(refusal(plan.refusal))
  if (plan.changes.length === 0) return show(lines('It would change nothing: Noor is a lead already.'))
  show(planned(plan))
  show(call('hall.apply({ plan, actor })'))
  const { revision } = await hall.apply({ plan, actor: desk.actor })
  show(lines(`${good('✓')} applied: revision ${plan.revision} → ${revision}`))
}

async function removeAdmins({ hall, admins, desk, show }: Scene): Promise<void> {
  show(heading(6, 'The last admin cannot go'))
  show(call("hall.plan.batch({ ..., commands: [{ command: 'member.remove', ... }] })"))
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

async function explain({ hall, admins, desk, show }: Scene): Promise<void> {
  const who = (await newcomer(hall, desk.organizationId)) ?? admins[0]
  show(heading(7, `Why may ${who?.userId === noor.userId ? 'Noor' : short(who?.name ?? 'they', 40)}, and why not?`))
  show(call("access.explain('report:export')"))
  const access = await hall.access({ organizationId: desk.organizationId, userId: who?.userId ?? '' })
  for (const permission of ['report:export', 'project:read', 'invoice:approve'] as const)
    show(explanation(access.explain(permission)))
}

async function newcomer(hall: Hall, organizationId: string): Promise<Member | undefined> {
  const { items } = await hall.organizations.ofUser({ actor: noor })
  return items.find(({ organization }) => organization.id === organizationId)?.member
}
