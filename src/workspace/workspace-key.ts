/** The caller's own name for a workspace, unique among those that are live. */
import { type Refusal, refuse } from '../decision/refusal.js'
import type { Slice } from '../organization/slice.js'
import type { Need } from '../storage.js'

export function workspacesByKey(key: string | null | undefined): Need[] {
  return key == null ? [] : [{ get: 'records', kind: 'workspace', by: 'key', keys: [key], limit: 1 }]
}

/** Why this key cannot be given, to this workspace or a new one. */
export function keyTaken(
  slice: Slice,
  key: string | null | undefined,
  workspaceId?: string,
): Refusal<'workspace/key-taken'> | undefined {
  if (key == null) return undefined
  const other = slice.by('workspace', 'key', key).find(({ id }) => id !== workspaceId)
  return other && refuse('workspace/key-taken', { key, workspaceId: other.id })
}
