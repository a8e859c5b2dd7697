/** Resources at the front door: what can be done with them, and asked of them. */
import type { Receipt } from '../execute.js'
import type { Command, InOrganization, Metadata, PageOptions, Repeatable, WithReason } from '../front-door.js'
import type { Page } from '../queries/paging.js'
import type { ResourcesCreated } from './create-resources.js'
import type { NewOwner } from './owner.js'
import type { Resource, ResourceName } from './resource.js'

/** A resource as it comes into the organization. */
export interface NewResourceInput {
  /** What kind of thing it is to the app, `model` for example: at most 64 of `a-z`, `0-9` and `-`. */
  readonly type: string
  /** The app's own id of it, at most 512 bytes; with the type, unique among the resources of the organization. */
  readonly key: string
  readonly name?: string
  /** The workspace that it is in; outside of workspaces where absent. */
  readonly workspaceId?: string
  /** The member or team that owns it; the organization itself where absent. */
  readonly ownerId?: string
  readonly metadata?: Metadata
}

export interface OfResource extends InOrganization, Repeatable, WithReason {
  readonly resource: ResourceName
}

export interface ResourceCommands {
  /** Brings a resource in, in a workspace or outside. Asks for `resource:create`, in the workspace that is named. */
  readonly create: Command<
    InOrganization & Repeatable & WithReason & NewResourceInput,
    Resource & Receipt,
    'resource/already-here'
  >
  /** Brings up to 1,000 in at once, all or none. Asks for `resource:create`, in every workspace that is named. */
  readonly createMany: Command<
    InOrganization & Repeatable & WithReason & { readonly resources: readonly NewResourceInput[] },
    ResourcesCreated & Receipt,
    'resource/already-here'
  >
  /** Changes the name (null clears it) or all metadata. Asks for `resource:update`, on the resource. */
  readonly update: Command<
    OfResource & { readonly name?: string | null; readonly metadata?: Metadata },
    Resource & Receipt,
    'resource/not-found'
  >
  /**
   * Moves a resource into a workspace, or with null out of them. Who holds what by reaching a workspace moves with it.
   * Asks for `resource:update`, on the resource and where it goes.
   */
  readonly move: Command<OfResource & { readonly workspaceId: string | null }, Resource & Receipt, 'resource/not-found'>
  /** Gives a resource another owner: a member, a team or the organization. Asks for `resource:transfer`, on the resource. */
  readonly transfer: Command<OfResource & { readonly to: NewOwner }, Resource & Receipt, 'resource/not-found'>
  /**
   * Takes a resource out of the organization, and with it all rights on it: brought in again it is a new one (S1-45).
   * Asks for `resource:delete`, on the resource.
   */
  readonly delete: Command<OfResource, Resource & Receipt, 'resource/not-found'>
}

export interface ResourceQueries {
  /** Asks for `resource:read`, on the resource. */
  get(input: InOrganization & { readonly resource: ResourceName }): Promise<Resource>
  /**
   * Resources by name, of those that the actor may read: `resource:read` is asked on each, so that a page may hold fewer
   * than its limit. Go on while there is a `next`.
   */
  list(
    input: InOrganization &
      PageOptions & { readonly type?: string; readonly workspaceId?: string; readonly ownerId?: string },
  ): Promise<Page<Resource>>
}
