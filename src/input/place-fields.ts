/** Where a question is asked, as an input says it: a workspace or a team by its id, a resource by its id or as the app names it. */
import * as z from 'zod/mini'
import type { Place, ResourceRef } from '../access/place.js'
import * as fields from './fields.js'
import { identifier, singleLine } from './text.js'

const ref = fields.input({
  type: fields.checkedString(singleLine(64, { required: true })),
  key: fields.checkedString(identifier(512)),
})

export const resource: z.ZodMiniType<string | ResourceRef> = z.union([fields.id, ref])
export const permission = fields.checkedString(singleLine(128, { required: true }))

/** At most one of these; none for the organization. */
export const placeFields = {
  workspace: fields.optional(fields.id),
  team: fields.optional(fields.id),
  resource: fields.optional(resource),
}

export interface PlaceInput {
  readonly workspace?: string
  readonly team?: string
  readonly resource?: string | ResourceRef
}

/** Undefined where several are named. */
export function placeOf({ workspace, team, resource }: PlaceInput): Place | undefined {
  const named: Place[] = []
  if (workspace !== undefined) named.push({ workspace })
  if (team !== undefined) named.push({ team })
  if (resource !== undefined) named.push({ resource })
  return named.length > 1 ? undefined : (named[0] ?? { organization: true })
}
