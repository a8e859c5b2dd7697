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
/** Text that is longer holds more than that, or no addresses. */
const longest = most * 300

/** Counted before anything is looked at, so that too much is refused at once. */
export function inviteesOf(given: string | readonly Listed[]): Checked<readonly Invitee[]> {
  if (typeof given === 'string' && given.length > longest) return wrong(`must be at most ${longest} characters`)
  const listed: readonly { readonly entry: Listed; readonly line: number }[] =
    typeof given === 'string'
      ? splitAddresses(given).map(({ text, line }) => ({ entry: text, line }))
      : given.map((entry, index) => ({ entry, line: index + 1 }))
  if (listed.length === 0) return wrong('must name at least one address')
  if (listed.length > most) return wrong(`must name at most ${most} addresses`)
  return right(listed.map(({ entry, line }) => invitee(entry, line)))
}

function invitee(listed: Listed, line: number): Invitee {
  const { email, role, ...profile } = typeof listed === 'string' ? { email: listed, role: undefined } : listed
  const checked = canonicalEmail(email)
  return {
    given: shown(email),
    line,
    profile,
    ...(role === undefined ? {} : { role }),
    ...(checked.ok ? { address: checked.value } : { problem: checked.problem }),
  }
}

/** What was given, as an outcome can repeat it: not too long, and well-formed. */
function shown(email: string): string {
  return email.slice(0, 320).replace(/\p{Cs}/gu, '\ufffd')
}
