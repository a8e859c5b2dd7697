import { expect, test } from 'vitest'
import { deadEdgesOf, mostEdges, roomFor } from '../../src/membership/joining.js'
import { withEdges } from '../../src/organization/facts-of.js'
import { Slice } from '../../src/organization/slice.js'
import type { Stored } from '../../src/storage.js'

/** A member's edges; the containers and scopes of some are gone. */
function sliceOf(memberships: number, deadMemberships: number, deadAssignments: number): Slice {
  const container = (id: string, status: string) => ({ kind: 'workspace', record: { id, status } })
  const membership = (at: number, containerId: string) => ({
    kind: 'membership',
    record: { id: `mbs_${at}`, containerKind: 'workspace', containerId, principalId: 'mem_a' },
  })
  const assignment = (at: number, scope: object) => ({
    kind: 'assignment',
    record: { id: `asg_${at}`, principalId: 'mem_a', ...scope },
  })
  const records = [
    { kind: 'member', record: { id: 'mem_a', status: 'active' } },
    container('wsp_live', 'active'),
    container('wsp_dead', 'deleted'),
    ...Array.from({ length: memberships }, (_, at) => membership(at, at < deadMemberships ? 'wsp_dead' : 'wsp_live')),
    assignment(0, { scopeKind: 'organization', scopeId: 'org_a' }),
    ...Array.from({ length: deadAssignments }, (_, at) =>
      assignment(at + 1, { scopeKind: 'workspace', scopeId: 'wsp_dead' }),
    ),
  ]
  const need = { get: 'member', ids: ['mem_a'], follow: withEdges } as const
  // as much of the records as matters
  return Slice.of('org_a', { head: {} as never, records: records as unknown as Stored[] }, [need])
}

test('edges to what is gone are dead; an assignment on the organization never is', () => {
  expect(deadEdgesOf(sliceOf(3, 2, 1), 'mem_a')).toEqual([
    { kind: 'membership', id: 'mbs_0', authority: 'system' },
    { kind: 'membership', id: 'mbs_1', authority: 'system' },
    { kind: 'assignment', id: 'asg_1', authority: 'system' },
  ])
})

test('whoever joins makes room by what is dead, and has none beyond the limit', () => {
  // one is the assignment on the organization
  expect(roomFor(sliceOf(mostEdges - 2, 0, 0), 'mem_a', 1)).toEqual([])
  expect(roomFor(sliceOf(mostEdges - 1, 0, 0), 'mem_a', 1)).toMatchObject({
    code: 'member/too-many-edges',
    details: { memberId: 'mem_a', limit: mostEdges },
  })
  expect(roomFor(sliceOf(mostEdges - 1, 1, 0), 'mem_a', 1)).toEqual([
    { kind: 'membership', id: 'mbs_0', authority: 'system' },
  ])
})
