/** Reads of resources that decide nothing. */
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import {
  type Resource,
  type ResourceName,
  type ResourceRecord,
  resourceOf,
  resourcesNamed,
  resourceView,
} from '../resource/resource.js'
import type { PageQuery } from '../storage.js'
import { mayIn, readAs, refused } from './ask.js'
import { inOrganization } from './organizations.js'
import { type Page, type PageInput, pageFields, pageIn } from './paging.js'

export const getResourceInput = fields.input({ ...inOrganization, resource: fields.resource })

/** One resource by the app's own name of it. */
export async function getResource(
  engine: Engine,
  { organizationId, actor, resource }: { organizationId: string; actor: Actor; resource: ResourceName },
): Promise<Resource> {
  const slice = await readAs(engine, organizationId, actor, 'resource:read', [resourcesNamed([resource])], (read) => {
    const found = resourceOf(read, resource)
    return found === undefined ? { organization: true } : { resource: found.id }
  })
  const found = resourceOf(slice, resource)
  if (found === undefined) throw refused(refuse('resource/not-found', { ...resource }))
  return resourceView(organizationId, found)
}

export const listResourcesInput = fields.input({
  ...inOrganization,
  type: fields.optional(fields.resourceType),
  workspaceId: fields.optional(fields.id),
  ownerId: fields.optional(fields.id),
  ...pageFields,
})

export interface ResourceFilter extends PageInput {
  readonly type?: string
  readonly workspaceId?: string
  readonly ownerId?: string
}

/**
 * Resources by name (else by key): those that the actor may read, each judged by itself. Storage goes by the narrowest
 * filter; the others, and rights, thin a page out.
 */
export async function listResources(
  engine: Engine,
  input: { organizationId: string; actor: Actor } & ResourceFilter,
): Promise<Page<Resource>> {
  const { organizationId, actor, type, workspaceId, ownerId } = input
  const by = narrowest(input)
  const { records, cursors, slice } = await pageIn(engine, input, {
    kind: 'resource',
    where: { status: ['active'], ...compact({ by }) },
    follow: { shared: {}, workspace: {} },
  })
  const may = mayIn(engine, slice, actor)
  const fits = (record: ResourceRecord) =>
    (type ?? record.type) === record.type &&
    (workspaceId ?? record.workspaceId) === record.workspaceId &&
    (ownerId ?? record.ownerId) === record.ownerId
  const items = records.flatMap(({ kind, record }) =>
    kind === 'resource' && fits(record) && may('resource:read', { resource: record.id })
      ? [resourceView(organizationId, record)]
      : [],
  )
  return { items, ...cursors }
}

function narrowest({ type, workspaceId, ownerId }: ResourceFilter): PageQuery['where']['by'] {
  if (ownerId !== undefined) return { field: 'ownerId', key: ownerId }
  if (workspaceId !== undefined) return { field: 'workspaceId', key: workspaceId }
  return type === undefined ? undefined : { field: 'type', key: type }
}
