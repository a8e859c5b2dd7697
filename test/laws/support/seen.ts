/** What anybody who asks sees: lists page by page, numbers, history; nothing but the public doors. */
import type { Dashboard, HistoryEntry, Invitation, Member } from '../../../src/index.js'
import { system, takesSeat, type World } from './world.js'

const everyStatus = ['pending', 'active', 'deactivated', 'removed'] as const

type Hall = World['hall']
type Asked = Pick<World, 'organizationId'> & { readonly hall: Hall }

/** Every member, removed ones included, in pages of three. */
export async function membersSeen({ hall, organizationId }: Asked): Promise<readonly Member[]> {
  return everyPage((after) =>
    hall.members.list({ organizationId, actor: system, status: everyStatus, limit: 3, ...after }),
  )
}

export async function invitationsSeen({ hall, organizationId }: Asked): Promise<readonly Invitation[]> {
  const status = ['pending', 'accepted', 'declined', 'revoked', 'expired'] as const
  return everyPage((after) => hall.invitations.list({ organizationId, actor: system, status, limit: 3, ...after }))
}

/** The whole history, the oldest first, in pages of three. */
export async function historySeen({ hall, organizationId }: Asked): Promise<readonly HistoryEntry[]> {
  return everyPage((after) =>
    hall.history.list({ organizationId, actor: system, order: 'oldest-first', limit: 3, ...after }),
  )
}

interface OnePage<T> {
  readonly items: readonly T[]
  readonly next?: string
}

async function everyPage<T>(ask: (after: { after?: string }) => Promise<OnePage<T>>): Promise<readonly T[]> {
  const items: T[] = []
  let after: string | undefined
  do {
    const page = await ask(after === undefined ? {} : { after })
    items.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return items
}

/** The numbers of an organization, counted from the lists alone. */
export function counted(
  policy: number,
  members: readonly Member[],
): Omit<Dashboard, 'revision' | 'seats'> & {
  readonly taken: number
} {
  const present = members.filter(({ status }) => status !== 'removed')
  const inStatus = (status: string, among = members) => among.filter((member) => member.status === status).length
  const roles = [...new Set(present.map(({ role }) => role))].sort()
  return {
    members: present.length,
    pending: inStatus('pending'),
    active: inStatus('active'),
    deactivated: inStatus('deactivated'),
    removed: inStatus('removed'),
    admins: inStatus(
      'active',
      members.filter(({ role }) => role === 'admin'),
    ),
    byRole: Object.fromEntries(
      roles.map((role) => {
        const holders = present.filter((member) => member.role === role)
        const count = (status: string) => inStatus(status, holders)
        return [role, { pending: count('pending'), active: count('active'), deactivated: count('deactivated') }]
      }),
    ),
    taken: present.filter((member) => takesSeat(policy, member)).length,
  }
}

/** Whether the organization is still there to be asked. */
export async function isThere({ hall, organizationId }: Asked): Promise<boolean> {
  const found = await hall.organizations.get({ organizationId, actor: system }).catch(() => undefined)
  return found !== undefined
}
