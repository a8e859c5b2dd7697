/** Groups at the front door: what can be done with them, and asked of them. */
import type { Receipt } from '../execute.js'
import type { Command, InOrganization, Metadata, PageOptions, Repeatable, WithReason } from '../front-door.js'
import type { Memberships } from '../membership/members-join.js'
import type { MemberEntry } from '../queries/belonging.js'
import type { Page } from '../queries/paging.js'
import type { Group } from './group.js'

export interface CreateGroupInput extends InOrganization, Repeatable, WithReason {
  readonly name: string
  /** The app's own id of it, at most 255 bytes, unique among the groups of the organization. */
  readonly key?: string
  /** At most 1,000 bytes. */
  readonly description?: string
  readonly metadata?: Metadata
}

export interface OfGroup extends InOrganization, Repeatable, WithReason {
  readonly groupId: string
}

/** A change of a group: absent leaves a field, null clears it. */
export interface UpdateGroupInput extends OfGroup {
  readonly name?: string
  readonly key?: string | null
  readonly description?: string | null
  /** All metadata, as it shall be. */
  readonly metadata?: Metadata
}

export interface GroupCommands {
  /** Makes a group, with nobody in it yet. Asks for `group:create`. */
  readonly create: Command<CreateGroupInput, Group & Receipt, 'group/key-taken'>
  /** Changes name, key, description or metadata. Asks for `group:update`. */
  readonly update: Command<UpdateGroupInput, Group & Receipt, 'group/not-found' | 'group/key-taken'>
  /** Deletes a group with all that it holds; what its members hold in another way stays. Asks for `group:delete`. */
  readonly delete: Command<OfGroup, Group & Receipt, 'group/not-found'>
  /**
   * Puts up to 1,000 members into a group, pending ones too, who then hold what it holds (S0-23, S0-42, S3-20). Whoever is in
   * it already stays. Asks for `group:add-member`.
   */
  readonly addMembers: Command<
    OfGroup & { readonly memberIds: readonly string[] },
    Memberships & Receipt,
    'group/not-found' | 'member/not-found' | 'member/too-many-edges'
  >
  /** Takes members out of a group, who lose what they hold by it. Asks for `group:remove-member`. */
  readonly removeMembers: Command<
    OfGroup & { readonly memberIds: readonly string[] },
    Group & Receipt,
    'group/not-found' | 'member/not-found'
  >
}

export interface GroupQueries {
  /** Asks for `group:read`. */
  get(input: InOrganization & { readonly groupId: string }): Promise<Group>
  /** The group that has this key. Asks for `group:read`. */
  byKey(input: InOrganization & { readonly key: string }): Promise<Group>
  /** Groups by name. Asks for `group:read`. */
  list(input: InOrganization & PageOptions): Promise<Page<Group>>
  /** Members of a group by name, whatever their status. Asks for `group:read`. */
  members(input: InOrganization & PageOptions & { readonly groupId: string }): Promise<Page<MemberEntry>>
}
