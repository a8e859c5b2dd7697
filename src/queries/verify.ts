/**
 * The auditor: reads an organization whole, its history included, and says what does not hold. It shares no code with
 * the rules, and may run in production; it reads page by page, at one revision.
 */
import type { Actor } from '../decision/context.js'
import { personalCore, revisionCore } from '../decision/revision-core.js'
import { GuildhallError } from '../errors.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import type { InvitationRecord } from '../invitation/invitation.js'
import type { MemberRecord } from '../member/member.js'
import type { OrganizationRecord } from '../organization/organization.js'
import {
  type Base,
  type Kind,
  kinds,
  type PageKey,
  type RecordsByKind,
  type RevisionRow,
  type StoredEvent,
} from '../storage.js'
import { readAs } from './ask.js'
import { asking } from './asking.js'
import { type AuditFinding, type AuditFindingCode, auditFindings } from './audit-findings.js'
import { type Everything, modelFindings } from './audit-model.js'
import { inOrganization } from './organizations.js'

/** The auditor's verdict on one revision. */
export interface AuditReport {
  readonly ok: boolean
  readonly organizationId: string
  readonly revision: number
  /** Hash of the last revision: kept elsewhere, it shows a history that was cut off or replaced. */
  readonly head: string
  readonly findings: readonly AuditFinding[]
  /** How much was looked at. */
  readonly read: { readonly [K in Kind as `${K}s`]: number } & { readonly revisions: number; readonly events: number }
}

export const verifyInput = fields.input(inOrganization)

const readings = 5
const pageSize = 1_000
const rowsAtOnce = 100

/**
 * Audits one organization.
 * @throws GuildhallError `organization/stale` where the organization moved on during each of five readings
 */
export async function verify(
  engine: Engine,
  { organizationId, actor }: { organizationId: string; actor: Actor },
): Promise<AuditReport> {
  for (let reading = 1; reading <= readings; reading++) {
    const { organization: head } = await readAs(engine, organizationId, actor, 'history:verify', [])
    const all = await everything(engine, head)
    if (all === 'moved') continue
    const audit = new Audit(engine, head, all)
    audit.records()
    await audit.history()
    return audit.report()
  }
  throw new GuildhallError('organization/stale', { organizationId, attempts: readings })
}

/** All records at the head's revision, or word that it has moved. */
async function everything(engine: Engine, head: OrganizationRecord): Promise<Everything | 'moved'> {
  const all = new Map<Kind, readonly RecordsByKind[Kind][]>()
  for (const kind of kinds) {
    const records = await allOf(engine, head, kind)
    if (records === 'moved') return 'moved'
    all.set(kind, records)
  }
  // Every kind has its records, and nothing but its records.
  return Object.fromEntries(all) as unknown as Everything
}

async function allOf<K extends Kind>(
  engine: Engine,
  head: OrganizationRecord,
  kind: K,
): Promise<RecordsByKind[K][] | 'moved'> {
  const records: RecordsByKind[K][] = []
  let after: PageKey | undefined
  for (;;) {
    const query = { kind, where: {}, limit: pageSize, ...(after === undefined ? {} : { after }) }
    const page = await asking(engine, () => engine.storage.page(head.id, query))
    if (page === undefined || !isAt(page.snapshot.head, head)) return 'moved'
    // A page of a kind holds records of that kind only.
    records.push(...page.records.map(({ record }) => record as RecordsByKind[K]))
    after = page.records.at(-1)?.record
    if (!page.more || after === undefined) return records
  }
}

function isAt(base: Base, head: OrganizationRecord): boolean {
  return base.revision === head.revision && base.commitId === head.commitId
}

class Audit {
  readonly #engine: Engine
  readonly #head: OrganizationRecord
  readonly #all: Everything
  readonly #members: ReadonlyMap<string, MemberRecord>
  readonly #invitations: ReadonlyMap<string, InvitationRecord>
  readonly #findings: AuditFinding[] = []
  #revisions = 0
  #events = 0

  constructor(engine: Engine, head: OrganizationRecord, all: Everything) {
    this.#engine = engine
    this.#head = head
    this.#all = all
    this.#members = new Map(all.member.map((member) => [member.id, member]))
    this.#invitations = new Map(all.invitation.map((invitation) => [invitation.id, invitation]))
  }

  report(): AuditReport {
    return {
      ok: this.#findings.length === 0,
      organizationId: this.#head.id,
      revision: this.#head.revision,
      head: this.#head.hash,
      findings: this.#findings,
      read: { ...this.#counts(), revisions: this.#revisions, events: this.#events },
    }
  }

  #counts(): { readonly [K in Kind as `${K}s`]: number } {
    // One count for each kind.
    return Object.fromEntries(kinds.map((kind) => [`${kind}s`, this.#all[kind].length])) as {
      [K in Kind as `${K}s`]: number
    }
  }

  records(): void {
    this.#counters()
    this.#people()
    this.#offers()
    this.#findings.push(...modelFindings(this.#all, this.#head, this.#engine.policy))
  }

  #counters(): void {
    const counted = new Map<string, number>()
    for (const { role, status } of this.#members.values())
      counted.set(`${status} ${role}`, (counted.get(`${status} ${role}`) ?? 0) + 1)
    const said = new Map<string, number>()
    for (const [role, row] of Object.entries(this.#head.counts)) {
      for (const [status, count] of Object.entries(row)) said.set(`${status} ${role}`, count)
    }
    for (const what of new Set([...counted.keys(), ...said.keys()])) {
      const [is, says] = [counted.get(what) ?? 0, said.get(what) ?? 0]
      if (is !== says) this.#find('wrong-counter', `the head counts \`${says}\` of \`${what}\`, there are \`${is}\``)
    }
  }

  #people(): void {
    const users = new Map<string, string>()
    const emails = new Map<string, string>()
    let admins = 0
    for (const { id: memberId, status, role, userId, emailKey } of this.#members.values()) {
      if (status === 'removed') continue
      if (status === 'active' && this.#engine.policy.isAdmin(role)) admins += 1
      if (userId !== undefined && users.has(userId))
        this.#find('duplicate-user', `\`${users.get(userId)}\` is the same user`, { memberId })
      if (emailKey !== undefined && emails.has(emailKey))
        this.#find('duplicate-email', `\`${emails.get(emailKey)}\` has the same address`, { memberId })
      if (userId !== undefined) users.set(userId, memberId)
      if (emailKey !== undefined) emails.set(emailKey, memberId)
      const scope = this.#engine.policy.role(role)?.scope ?? this.#all.role.find(({ id }) => id === role)?.scope
      if (scope !== 'organization') this.#find('unknown-role', `the role is \`${role}\``, { memberId })
    }
    if (admins === 0) this.#find('no-admin', auditFindings['no-admin'])
  }

  #offers(): void {
    for (const { id: memberId, status, invitationId } of this.#members.values()) {
      if (status !== 'pending') continue
      const invitation = this.#invitations.get(invitationId ?? '')
      if (invitation?.status !== 'pending' || invitation.memberId !== memberId) {
        this.#find('pending-without-invitation', auditFindings['pending-without-invitation'], { memberId })
      }
    }
    for (const { id: invitationId, status, memberId, role, emailKey } of this.#invitations.values()) {
      const member = this.#members.get(memberId)
      const fits = member?.status === 'pending' && member.role === role && member.emailKey === emailKey
      if (status === 'pending' && !fits)
        this.#find('invitation-without-pending', auditFindings['invitation-without-pending'], { invitationId })
    }
  }

  /** Reads the history from its beginning to the head, and replays it. */
  async history(): Promise<void> {
    const replay = new Replay(this.#engine)
    let previous: RevisionRow | undefined
    let after = 0
    while (after < this.#head.revision) {
      const query = { after, limit: rowsAtOnce }
      const read = await asking(this.#engine, () => this.#engine.storage.revisions(this.#head.id, query))
      // What others have committed since the head was read is not audited.
      const rows = read.filter(({ revision }) => revision <= this.#head.revision)
      const reached = Math.max(after, ...rows.map(({ revision }) => revision))
      for (const row of rows) {
        await this.#link(row, previous)
        if (replay.oversells(row))
          this.#find('seat-oversold', auditFindings['seat-oversold'], { revision: row.revision })
        previous = row
      }
      // A history that does not move on is cut off, or comes twice.
      if (reached === after) break
      after = reached
    }
    const { revision, commitId, hash } = this.#head
    if (previous?.revision !== revision || previous.commitId !== commitId || previous.hash !== hash) {
      this.#find('history-head', `the head stands at \`${revision}\`, the history at \`${previous?.revision ?? 0}\``)
    }
    this.#compare(replay)
  }

  async #link(row: RevisionRow, previous: RevisionRow | undefined): Promise<void> {
    const { revision } = row
    this.#revisions += 1
    this.#events += row.events.length
    if (revision !== (previous?.revision ?? 0) + 1)
      this.#find('history-gap', `\`${revision}\` follows \`${previous?.revision ?? 0}\``, { revision })
    const whole =
      row.previousHash === (previous?.hash ?? '') && row.hash === (await this.#engine.hash(revisionCore(row)))
    if (!whole) this.#find('broken-chain', auditFindings['broken-chain'], { revision })
    for (const { personal } of row.events) {
      for (const { salt, content, digest } of personal) {
        if (salt === undefined || content === undefined) continue
        if ((await this.#engine.hash(personalCore({ salt, content }))) !== digest)
          this.#find('altered-details', auditFindings['altered-details'], { revision })
      }
    }
  }

  #compare({ members, invitations, joinings }: Replay): void {
    for (const memberId of new Set([...members.keys(), ...this.#members.keys()])) {
      const [said, is] = [members.get(memberId), this.#members.get(memberId)]
      if (said?.role !== is?.role || said?.status !== is?.status) {
        this.#find('history-differs', `the history says \`${said?.status ?? 'nothing'}\` \`${said?.role ?? ''}\``, {
          memberId,
        })
      }
    }
    for (const invitationId of new Set([...invitations.keys(), ...this.#invitations.keys()])) {
      const [said, is] = [invitations.get(invitationId), this.#invitations.get(invitationId)?.status]
      const times = joinings.get(invitationId) ?? 0
      if (said !== is) this.#find('history-differs', `the history says \`${said ?? 'nothing'}\``, { invitationId })
      if (times !== (is === 'accepted' ? 1 : 0)) {
        this.#find('accepted-without-joining', `it was accepted \`${times}\` times`, { invitationId })
      }
    }
  }

  #find(code: AuditFindingCode, problem: string, where: Omit<AuditFinding, 'code' | 'problem'> = {}): void {
    this.#findings.push({ code, problem, ...where })
  }
}

interface Standing {
  readonly role: string
  readonly status: MemberRecord['status']
}

/** What the history alone says: each member's role and status, and the seats from step to step. */
class Replay {
  readonly members = new Map<string, Standing>()
  readonly invitations = new Map<string, InvitationRecord['status']>()
  /** How often each invitation was accepted. */
  readonly joinings = new Map<string, number>()
  readonly #engine: Engine
  #limit: number | undefined
  #seats = 0
  #seatsSaid = 0

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /**
   * Takes one revision in, and says whether it took a seat beyond the limit: at the event itself and at the revision's
   * end, since a batch may pass through what it does not leave behind; and by the seats that were recorded then as well
   * as by those that the present policy counts, since what takes a seat may have changed.
   */
  oversells({ events, seats }: RevisionRow): boolean {
    const [seatsBefore, saidBefore] = [this.#seats, this.#seatsSaid]
    let exceeded = false
    for (const event of events) {
      const before = this.#seats
      this.#take(event)
      if (this.#seats > before && this.#exceeds(this.#seats)) exceeded = true
    }
    this.#seatsSaid = seats
    const counted = this.#seats > seatsBefore && this.#exceeds(this.#seats)
    return exceeded && counted && seats > saidBefore && this.#exceeds(seats)
  }

  #exceeds(seats: number): boolean {
    return this.#limit !== undefined && seats > this.#limit
  }

  #take({ type, memberId, invitationId, after }: StoredEvent): void {
    if (type === 'organization.created' || type === 'organization.seat_limit_changed') {
      const { seatLimit: limit } = after ?? {}
      this.#limit = typeof limit === 'number' ? limit : undefined
    }
    if (invitationId !== undefined) this.invitations.set(invitationId, statusAfter(type))
    if (type === 'invitation.accepted' && invitationId !== undefined) {
      this.joinings.set(invitationId, (this.joinings.get(invitationId) ?? 0) + 1)
    }
    const { role, status } = after ?? {}
    if (memberId === undefined || typeof role !== 'string' || !isStatus(status)) return
    this.#seats += this.#seat({ role, status }) - this.#seat(this.members.get(memberId))
    this.members.set(memberId, { role, status })
  }

  #seat(standing: Standing | undefined): number {
    return standing !== undefined && this.#engine.policy.takesSeat(standing.role, standing.status) ? 1 : 0
  }
}

function isStatus(status: unknown): status is MemberRecord['status'] {
  return status === 'pending' || status === 'active' || status === 'deactivated' || status === 'removed'
}

/** What an invitation is once an event has told of it; whoever is removed or leaves takes their open invitation along. */
function statusAfter(type: string): InvitationRecord['status'] {
  switch (type) {
    case 'invitation.accepted':
      return 'accepted'
    case 'invitation.declined':
      return 'declined'
    case 'invitation.expired':
      return 'expired'
    case 'invitation.revoked':
    case 'member.removed':
    case 'member.left':
      return 'revoked'
    default:
      return 'pending'
  }
}
