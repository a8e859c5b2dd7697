/** Who takes a seat: a matter of the policy. */
import type { MemberStatus } from '../member/member.js'

/** The statuses that can take a seat. */
export const seatStatuses = ['pending', 'active', 'deactivated'] as const satisfies readonly MemberStatus[]
export type SeatStatus = (typeof seatStatuses)[number]

export interface SeatPolicy {
  readonly statuses: readonly SeatStatus[]
  /** Roles whose holders take no seat. */
  readonly exceptRoles: readonly string[]
}

/** Whether a member of this role and status takes a seat. */
export const takesSeat = (seats: SeatPolicy, role: string, status: MemberStatus): boolean =>
  seats.statuses.some((taking) => taking === status) && !seats.exceptRoles.includes(role)
