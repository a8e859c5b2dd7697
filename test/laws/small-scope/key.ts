/**
 * When two organizations are the same: they differ only in who is called what, in ids, revision, times, hashes and counts
 * of letters sent. The key is what is left: the organization's fields and one whole number per person, the people in the
 * order, of all orders, that gives the greatest key. Records that are over are left out.
 */

import { sortKey } from '../../../src/input/text.js'
import type { InvitationRecord } from '../../../src/invitation/invitation.js'
import type { Granter, MemberRecord, MemberStatus } from '../../../src/member/member.js'
import type { MemberCounts, OrganizationRecord } from '../../../src/organization/organization.js'
import {
  belongingOf,
  firstSetting,
  type Place,
  placeFrom,
  type Setting,
  settingOf,
  totalsOf,
  waysIn,
} from './places.js'
import { addressOf, invitationLifetime, organizationId, people, roles, sha256, type World, worldOf } from './world.js'

/** Where each person stands in the key: `order[person]` is the place. */
export type Order = readonly number[]

export interface Canonical {
  readonly key: string
  readonly order: Order
}

const standings: readonly (MemberStatus | 'none')[] = ['none', 'pending', 'active', 'deactivated']
const granters = ['system', 'gone'] as const
const arrivals = ['active', 'deactivated'] as const

/** Who holds an address; whoever else holds it, a person's number is that of their address. */
interface Holder {
  readonly standing: number
  readonly role: number
  /** Whose user it is, once there is one. */
  readonly user: number
  /** Of a pending member: the system, somebody who is gone, or the person of that number, counted on. */
  readonly granter: number
  readonly arrival: number
  /** 0 while the invitation is open, else its place among those that have run out, the earliest first. */
  readonly ranOut: number
  /** How they belong to the team, or to workspace and group. */
  readonly belonging: number
}

/** The digits of a holder, each with how many values it has, for so many people and ways to belong. */
function digits(
  { standing, role, user, granter, arrival, ranOut, belonging }: Holder,
  count: number,
  ways: number,
): [number, number][] {
  return [
    [standing, standings.length],
    [role, roles.length],
    [user, count],
    [granter, granters.length + count],
    [arrival, arrivals.length],
    [ranOut, count + 1],
    [belonging, ways],
  ]
}

const nobody: Holder = { standing: 0, role: 0, user: 0, granter: 0, arrival: 0, ranOut: 0, belonging: 0 }

export function canonical(world: World, count: number): Canonical {
  const holders = holdersIn(world, count)
  const setting = settingOf(world.others)
  const ways = waysIn(setting)
  let best: { codes: number[]; order: Order } | undefined
  for (const order of orders(count)) {
    const codes = holders.map(() => 0)
    for (const [person, holder] of holders.entries()) codes[order[person] ?? 0] = codeOf(holder, order, ways)
    if (best === undefined || isGreater(codes, best.codes)) best = { codes, order }
  }
  const { status, seatLimit = '-' } = world.head
  return { key: [status, seatLimit, setting, ...(best?.codes ?? [])].join(' '), order: best?.order ?? [] }
}

function codeOf(holder: Holder, order: Order, ways: number): number {
  const count = order.length
  if (holder.standing === 0) return 0
  const user = holder.standing === 1 ? 0 : (order[holder.user] ?? 0)
  const named = holder.granter - granters.length
  const granter = named < 0 ? holder.granter : granters.length + (order[named] ?? 0)
  return digits({ ...holder, user, granter }, count, ways).reduce((code, [digit, base]) => code * base + digit, 0)
}

function holderOf(code: number, count: number, ways: number): Holder {
  let rest = code
  const found = digits(nobody, count, ways).reduceRight<number[]>((values, [, base]) => {
    values.unshift(rest % base)
    rest = Math.floor(rest / base)
    return values
  }, [])
  const [standing = 0, role = 0, user = 0, granter = 0, arrival = 0, ranOut = 0, belonging = 0] = found
  return { standing, role, user, granter, arrival, ranOut, belonging }
}

function holdersIn({ members, invitations, others, now }: World, count: number): Holder[] {
  const live = members.filter(({ status }) => status !== 'removed')
  const places = new Map(live.map(({ id, emailKey = '' }) => [id, personWith(emailKey)]))
  const late = invitations
    .filter(({ status, expiresAt }) => status === 'pending' && expiresAt <= now)
    .sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1))
  const holders: Holder[] = Array.from({ length: count }, () => nobody)
  for (const { id: memberId, status, role, roleGranter, emailKey = '', userId = '', invitationId } of live) {
    const offer = status === 'pending' ? invitations.find(({ id }) => id === invitationId) : undefined
    holders[personWith(emailKey)] = {
      standing: standings.indexOf(status),
      role: roles.indexOf(role),
      user: offer === undefined ? people.indexOf(userId) : 0,
      granter: offer === undefined ? 0 : granterIn(roleGranter, places),
      arrival: offer?.statusOnAcceptance === 'deactivated' ? 1 : 0,
      ranOut: offer === undefined ? 0 : late.indexOf(offer) + 1,
      belonging: others.length === 0 ? 0 : belongingOf(others, memberId),
    }
  }
  return holders
}

function granterIn(granter: Granter, places: ReadonlyMap<string, number>): number {
  if ('system' in granter) return 0
  const place = places.get(granter.memberId)
  return place === undefined ? 1 : granters.length + place
}

function personWith(address: string): number {
  return people.findIndex((_, person) => addressOf(person) === address)
}

const known = new Map<number, Order[]>()

function orders(count: number): Order[] {
  const found = known.get(count) ?? permutations(Array.from({ length: count }, (_, place) => place))
  known.set(count, found)
  return found
}

function permutations(places: readonly number[]): Order[] {
  if (places.length === 0) return [[]]
  return places.flatMap((first) =>
    permutations(places.filter((place) => place !== first)).map((rest) => [first, ...rest]),
  )
}

function isGreater(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((code, place) => code !== b[place])
  return index >= 0 && (a[index] ?? 0) > (b[index] ?? 0)
}

// ------------------------------------------------------------------------------------------------------------ decoding

const day = 86_400_000
/** A decoded organization stands here. */
export const noon = Date.parse('2030-01-01T12:00:00.000Z')

/** The names of a decoded organization: the person's number is in each of them. */
export const decodedNames = {
  member: (person: number): string => `mem_${person}`,
  invitation: (person: number): string => `inv_${person}`,
  secret: (person: number): string => `Secret_of_the_invitation_of_${person}`,
} as const

const secretHashes = people.map((_, person) => sha256(decodedNames.secret(person)))

/** A fresh organization that has this key. */
export function decode(key: string): World {
  const [status = '', limit = '', setting = '', ...codes] = key.split(' ')
  const holders = codes.map((code) => holderOf(Number(code), codes.length, waysIn(setting)))
  const members = holders.flatMap((holder, person) => (holder.standing === 0 ? [] : memberFrom(holder, person)))
  const invitations = holders.flatMap((holder, person) => (holder.standing === 1 ? invitationFrom(holder, person) : []))
  const belonging = holders.map((holder, person) => [decodedNames.member(person), holder.belonging] as const)
  const others = placeFrom(setting, new Map(belonging), noon - 6 * day)
  const head: OrganizationRecord = {
    ...(limit === '-' ? {} : { seatLimit: Number(limit) }),
    ...(status === 'archived' ? { archivedAt: noon - day } : {}),
    id: organizationId,
    revision: 2,
    commitId: 'com_2',
    hash: '',
    slug: 'small',
    name: 'Small',
    status: status === 'archived' ? 'archived' : 'active',
    settings: {},
    metadata: {},
    counts: countsOf(members),
    totals: totalsOf(others),
    createdAt: noon - 30 * day,
    updatedAt: noon - day,
  }
  return worldOf(noon, head, members, invitations, others)
}

function memberFrom({ standing, role, user, granter }: Holder, person: number): MemberRecord {
  const email = addressOf(person)
  const status = standings[standing]
  const pending = status === 'pending'
  return {
    ...(pending ? { invitationId: decodedNames.invitation(person) } : { userId: people[user] ?? '' }),
    ...(pending ? {} : { joinedAt: noon - 9 * day }),
    ...(status === 'deactivated' ? { deactivatedAt: noon - 8 * day } : {}),
    id: decodedNames.member(person),
    email,
    emailKey: email,
    metadata: {},
    role: roles[role] ?? '',
    roleGranter: granterFrom(granter),
    status: status === undefined || status === 'none' ? 'removed' : status,
    sortKey: sortKey(email),
    createdAt: noon - 10 * day,
    updatedAt: noon - 7 * day,
  }
}

function granterFrom(granter: number): Granter {
  if (granter === 0) return { system: 'walk' }
  return { memberId: granter === 1 ? 'mem_gone' : decodedNames.member(granter - granters.length) }
}

function invitationFrom({ role, arrival, ranOut }: Holder, person: number): InvitationRecord {
  const email = addressOf(person)
  return {
    id: decodedNames.invitation(person),
    memberId: decodedNames.member(person),
    email,
    emailKey: email,
    role: roles[role] ?? '',
    status: 'pending',
    tokenHash: secretHashes[person] ?? '',
    metadata: {},
    statusOnAcceptance: arrivals[arrival] ?? 'active',
    sortKey: sortKey(email),
    createdAt: noon - 10 * day,
    updatedAt: noon - 7 * day,
    expiresAt: ranOut === 0 ? noon + invitationLifetime : noon - 100 + ranOut,
    sentAt: noon - 7 * day,
    sentCount: 1,
  }
}

export function countsOf(members: readonly MemberRecord[]): MemberCounts {
  const counts: { [role: string]: { [status: string]: number } } = {}
  for (const { role, status } of members) {
    const row = counts[role] ?? {}
    row[status] = (row[status] ?? 0) + 1
    counts[role] = row
  }
  return counts
}

/** The key of an organization that has just been made by its one admin, for so many people; nobody is in the place yet. */
export function firstKey(count: number, place: Place): string {
  const setting: Setting = firstSetting(place)
  const order = Array.from({ length: count }, (_, person) => person)
  const admin = codeOf({ ...nobody, standing: 2 }, order, waysIn(setting))
  return ['active', '-', setting, admin, ...order.slice(1).map(() => 0)].join(' ')
}
