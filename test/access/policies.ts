/** Policies as applications have them, and the means to write wrong ones. */
import { definePolicy } from '../../src/access/define-policy.js'
import type { AccessFacts } from '../../src/access/facts.js'
import type { Policy } from '../../src/access/policy.js'

/** `definePolicy` for definitions that the types would not let through, as untyped code may hand them in. */
// the cast takes away what the types demand: what then happens at run time is what is tested
export const definePolicyUntyped = definePolicy as (definition: unknown) => Policy

export const models = definePolicy({
  permissions: ['model:read', 'model:train', 'model:delete'],
  roles: {
    viewer: { permissions: ['model:read'] },
    creator: { inherits: ['viewer'], permissions: ['model:train', 'model:delete:own'] },
    admin: { inherits: ['creator'], permissions: ['*'] },
  },
})

export const factsOf = (facts: Partial<AccessFacts> = {}): AccessFacts => ({
  organizationId: 'org_1',
  organizationStatus: 'active',
  userId: 'u1',
  memberId: 'mem_1',
  role: 'admin',
  status: 'active',
  roles: [],
  teams: [],
  groups: [],
  workspaces: [],
  resources: [],
  assignments: [],
  revision: 1,
  commitId: 'c1',
  ...facts,
})

/** A user who is no member. */
export const strangerFacts = factsOf({ memberId: undefined, role: undefined, status: undefined })
