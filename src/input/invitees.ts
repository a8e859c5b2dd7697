/** The people that one call invites, each with what is wrong with their address, if anything. */
import type { Profile } from '../member/member.js'
import { splitAddresses } from './address-list.js'
import { type Checked, right, wrong } from './checked.js'
import { type CanonicalEmail, canonicalEmail } from './email.js'

export interface Invitee {
  readonly given: string
  /** The line of the text, or the place in the list, from 1. */
  readonly line: number
  readonly address?: CanonicalEmail
  readonly problem?: string
  readonly role?: string
  readonly profile: Omit<Profile, 'email'>
}

export type Listed = string | (Omit<Profile, 'email'> & { readonly email: string; readonly role?: string })

/** At most this many in one call. */
const most = 10_000

export function inviteesOf(given: string | readonly Listed[]): Checked<readonly Invitee[]> {
  const invitees =
    typeof given === 'string'
      ? splitAddresses(given).map(({ text, line }) => invitee(text, line))
      : given.map((listed, index) => invitee(listed, index + 1))
  if (invitees.length === 0) return wrong('must name at least one address')
  return invitees.length > most ? wrong(`must name at most ${most} addresses`) : right(invitees)
}

function invitee(listed: Listed, line: number): Invitee {
  const { email: given, role, ...profile } = typeof listed === 'string' ? { email: listed, role: undefined } : listed
  const checked = canonicalEmail(given)
  return {
    given,
    line,
    profile,
    ...(role === undefined ? {} : { role }),
    ...(checked.ok ? { address: checked.value } : { problem: checked.problem }),
  }
}
