/** Reads of invitations that decide nothing. None shows a secret, or the hash of one (R14). */
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import { canonicalEmail } from '../input/email.js'
import * as fields from '../input/fields.js'
import { invalidInput } from '../input/parse.js'
import {
  type Invitation,
  type InvitationStatus,
  invitationStatuses,
  invitationView,
  openByToken,
} from '../invitation/invitation.js'
import { Slice } from '../organization/slice.js'
import type { Need } from '../storage.js'
import { readAs, refused } from './ask.js'
import { asking } from './asking.js'
import { decodeId, inOrganization } from './organizations.js'
import { encode, type Page, type PageInput, pageAs, pageFields } from './paging.js'

export const getInvitationInput = fields.input({ ...inOrganization, invitationId: fields.id })

export async function getInvitation(
  engine: Engine,
  { organizationId, actor, invitationId }: { organizationId: string; actor: Actor; invitationId: string },
): Promise<Invitation> {
  const slice = await readAs(engine, organizationId, actor, 'invitation:read', [
    { get: 'invitation', ids: [invitationId] },
  ])
  const invitation = slice.invitation(invitationId)
  if (invitation === undefined) throw refused(refuse('invitation/not-found', { invitationId }))
  return invitationView(organizationId, invitation, engine.clock())
}

export const listInvitationsInput = fields.input({
  ...inOrganization,
  status: fields.optional(fields.list(fields.oneOf(invitationStatuses), invitationStatuses.length)),
  role: fields.optional(fields.list(fields.role, 100)),
  ...pageFields,
})

export interface InvitationFilter extends PageInput {
  /** As recorded; `pending` where absent. One that has run out and is not recorded yet is found under `pending`, and shows `expired`. */
  readonly status?: readonly InvitationStatus[]
  readonly role?: readonly string[]
}

/** Invitations by address, apart from members (S1-08), filtered by status and role. */
export async function listInvitations(
  engine: Engine,
  input: { organizationId: string; actor: Actor } & InvitationFilter,
): Promise<Page<Invitation>> {
  const { organizationId, status = ['pending'], role } = input
  const now = engine.clock()
  const where = { status, ...compact({ role }) }
  const { records, cursors } = await pageAs(engine, input, 'invitation:read', { kind: 'invitation', where })
  const items = records.flatMap(({ kind, record }) =>
    kind === 'invitation' ? [invitationView(organizationId, record, now)] : [],
  )
  return { items, ...cursors }
}

/** What an invitee sees before they answer. */
export interface InvitationPeek {
  readonly invitation: Invitation
  readonly organization: { readonly id: string; readonly name: string; readonly slug: string }
}

export const peekInvitationInput = fields.input({ token: fields.token })

/**
 * Looks at an invitation by its token, and consumes nothing (R16).
 * @throws `invitation/not-valid`, one and the same for every token that is not good (R23)
 */
export async function peekInvitation(engine: Engine, { token }: { token: string }): Promise<InvitationPeek> {
  const parts = tokenParts(token)
  if (parts === undefined) throw refused(refuse('invitation/not-valid', {}))
  const { organizationId } = parts
  const tokenHash = await engine.hash(parts.secret)
  const needs: Need[] = [{ get: 'invitation-by-token', hashes: [tokenHash] }]
  const snapshot = await asking(engine, () => engine.storage.read(organizationId, needs))
  const now = engine.clock()
  const slice = Slice.of(organizationId, snapshot, needs)
  const invitation = openByToken(slice, tokenHash, now)
  if (invitation === undefined) throw refused(refuse('invitation/not-valid', {}))
  const { id, name, slug } = slice.organization
  return { invitation: invitationView(organizationId, invitation, now), organization: { id, name, slug } }
}

/** `<organization id>.<secret>`, or nothing: the token carries no authority, it says only where to look (R13). */
export function tokenParts(token: string): { readonly organizationId: string; readonly secret: string } | undefined {
  const [, organizationId, secret] = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,128})$/.exec(token) ?? []
  return organizationId === undefined || secret === undefined ? undefined : { organizationId, secret }
}

export const invitationsOfEmailInput = fields.input({
  actor: fields.actor,
  email: fields.optional(fields.email),
  limit: fields.optional(fields.limit(1_000)),
  after: fields.optional(fields.cursor),
})

export interface InvitationsOfEmail {
  readonly items: readonly InvitationPeek[]
  readonly next?: string
}

/** Open invitations to an address, across organizations (S1-05): to the user whose verified address it is, or to the system. */
export async function invitationsOfEmail(
  engine: Engine,
  { actor, email, limit = 100, after }: { actor: Actor; email?: { key: string }; limit?: number; after?: string },
): Promise<InvitationsOfEmail> {
  const emailKey = 'system' in actor ? email?.key : ownAddress(actor, email?.key)
  if (emailKey === undefined) throw invalidInput([{ path: 'email', problem: 'is required' }])
  const start = after === undefined ? {} : { after: decodeId(after) }
  const { found, more } = await asking(engine, () => engine.storage.find({ by: 'email', emailKey, limit, ...start }))
  const now = engine.clock()
  const invitations = found.flatMap(({ head, record }) =>
    record?.kind === 'invitation'
      ? [
          {
            invitation: invitationView(head.id, record.record, now),
            organization: { id: head.id, name: head.name, slug: head.slug },
          },
        ]
      : [],
  )
  const last = invitations.at(-1)
  const items = invitations.filter(({ invitation }) => invitation.status === 'pending')
  return more && last !== undefined ? { items, next: encode([last.invitation.id]) } : { items }
}

/** The actor's own address, if they have proof of it and ask for no other. */
function ownAddress(actor: Extract<Actor, { userId: string }>, asked: string | undefined): string | undefined {
  const own = canonicalEmail(actor.email ?? '')
  if (!own.ok || (asked !== undefined && asked !== own.value.key))
    throw refused(refuse('invitation/email-mismatch', {}))
  if (actor.emailVerified !== true) throw refused(refuse('invitation/email-not-verified', {}))
  return own.value.key
}
