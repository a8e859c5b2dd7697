/** One organization of 100,000 members that holds nearly all there is: then no statement has an excuse to go by `org_id` alone. */
import { type Kind, kinds } from '../../../src/storage.js'
import type { World } from './every-need.js'

export const size = 100_000
const now = 1_750_000_000_000

/** Some that are listed far behind, and some that many name. */
const ids = Object.fromEntries(kinds.map((kind) => [kind, [`${kind}_3000`, `${kind}_7`, `${kind}_50`]])) as {
  [K in Kind]: string[]
}

export const bigWorld: World = {
  organizationId: 'org_big',
  base: { revision: size, commitId: `commit_${size}` },
  slug: 'big',
  ids,
  values: {
    // the first of each is rare, the second common
    role: ['rare', 'member'],
    key: ['key_70', 'key_7'],
    nameKey: ['key_70', 'key_7'],
    ref: ['app key_70', 'app key_7'],
    type: ['rare', 'app'],
    pair: ['pair_70', 'pair_7'],
    parentId: ['team_70', 'team_1'],
    ownerId: ['member_70', 'team_7'],
    workspaceId: ['workspace_70', 'workspace_7'],
    containerId: ['team_70', 'group_7'],
    principalId: ['member_70', 'everyone'],
    scopeId: ['resource_70', 'org_big'],
    sharedScopeId: ['resource_70', 'resource_7'],
  },
  users: ['user_70000', 'user_7'],
  emails: ['70000@example.com', '7@example.com'],
  tokens: ['token_70000'],
  requestId: 'request_70000',
  commitId: 'commit_70000',
  catalogueId: 'commit_1',
  now,
}

const sortKey = (letter: string) => `'${letter}' || lpad((n % 1000)::text, 3, '0')`
const role =
  "CASE WHEN n % 5000 = 0 THEN 'admin' WHEN n % 5000 = 2 THEN 'rare' WHEN n % 1000 = 1 THEN 'guest' ELSE 'member' END"
const status = "CASE WHEN n % 50 = 3 THEN 'deleted' ELSE 'active' END"
const flag = 'CASE WHEN n % 1000 = 0 THEN true END'
const of = (count: number) => `FROM generate_series(1, ${count}) n`

const model = `
INSERT INTO guildhall.teams
SELECT 'org_big', 'team_' || n, 'key_' || n, 'n', NULL, CASE WHEN n % 27 = 0 THEN 'team_1' ELSE 'team_' || n % 400 END, '[]', NULL, 0, '{}',
  ${status}, ${sortKey('t')}, 0, 0, NULL ${of(4_000)};
INSERT INTO guildhall.groups
SELECT 'org_big', 'group_' || n, 'key_' || n, 'n', NULL, 0, '{}', ${status}, ${sortKey('g')}, 0, 0, NULL ${of(4_000)};
INSERT INTO guildhall.workspaces
SELECT 'org_big', 'workspace_' || n, 'key_' || n, 'n', NULL, 'shared', NULL, 0, '{}', ${status}, ${flag}, ${sortKey('w')}, 0, 0, NULL ${of(4_000)};
INSERT INTO guildhall.roles
SELECT 'org_big', 'role_' || n, 'n', 'key_' || n, NULL, 'team', '[]', ${status}, ${flag}, ${sortKey('r')}, 0, 0, NULL ${of(4_000)};
INSERT INTO guildhall.resources
SELECT 'org_big', 'resource_' || n, CASE WHEN n % 5000 = 0 THEN 'rare' ELSE 'app' END, 'key_' || n, 'app key_' || n, NULL,
  CASE WHEN n % 4 = 0 THEN 'workspace_7' ELSE 'workspace_' || n % 400 END,
  CASE WHEN n % 4 = 1 THEN 'team_7' ELSE 'member_' || n % 400 END,
  '{}', ${status}, ${sortKey('r')}, 0, 0, NULL ${of(12_000)};
INSERT INTO guildhall.memberships
SELECT 'org_big', 'membership_' || n, 'team', CASE WHEN n % 4 = 0 THEN 'group_7' ELSE 'team_' || n % 400 END, 'member', 'member_' || n % 900,
  'pair_' || n, ${role}, 'member_1', ${flag}, ${sortKey('m')}, 0, 0 ${of(25_000)};
INSERT INTO guildhall.assignments
SELECT 'org_big', 'assignment_' || n, 'member', CASE WHEN n % 4 = 0 THEN 'everyone' ELSE 'member_' || n % 900 END, ${role}, 'resource',
  CASE WHEN n % 4 = 1 THEN 'org_big' ELSE 'resource_' || n % 900 END, 'pair_' || n,
  CASE WHEN n % 4 = 0 THEN 'resource_' || n % 900 END, NULL, NULL, NULL, 'member_1', ${flag}, ${sortKey('m')}, 0, 0 ${of(25_000)};`

/** Fills empty tables. */
export const fill = `
INSERT INTO guildhall.organizations
SELECT 'org_' || n, 1, 'c', 'h', 's', 'n', 'active', NULL, '{}', '{}', '{}', 0, 0, NULL, NULL, '{}' ${of(20_000)};
INSERT INTO guildhall.organizations
SELECT 'org_big', ${size}, 'commit_${size}', 'h', 'big', 'n', 'active', NULL, '{}', '{}', '{}', 0, 0, NULL, NULL, '{}', 'commit_1';
UPDATE guildhall.organizations SET status = 'deleted', deleted_at = 1 WHERE org_id LIKE 'org_77%';

INSERT INTO guildhall.members
SELECT CASE WHEN n % 200 = 199 THEN 'org_77' ELSE 'org_big' END, 'member_' || n, 'user_' || n, n || '@example.com', n || '@example.com', NULL, NULL, NULL, NULL, '{}',
  ${role}, CASE WHEN n % 2000 = 2 THEN 'member_7' ELSE 'member_1' END,
  CASE WHEN n % 50 = 3 THEN 'removed' WHEN n % 50 = 4 THEN 'deactivated' WHEN n % 50 = 5 THEN 'pending' ELSE 'active' END,
  'invitation_' || n, ${sortKey('m')}, 0, 0, NULL, NULL, NULL ${of(size)};

INSERT INTO guildhall.invitations
SELECT 'org_big', 'invitation_' || n, 'member_' || n, n || '@example.com', n || '@example.com', ${role},
  CASE WHEN n % 50 = 3 THEN 'revoked' WHEN n % 50 = 5 THEN 'pending' ELSE 'accepted' END,
  'token_' || n, NULL, '{}', 'active', ${sortKey('m')}, 0, 0, ${now} + (n - 500) * 1000, 0, 1, NULL ${of(size)};
${model}

INSERT INTO guildhall.revisions
SELECT 'org_big', n, 'commit_' || n, ${now} - ${size} + n, 'member_1', 'member.add', 1, 'h', 'h', 'request_' || n, 'd', '[]' ${of(size)};

INSERT INTO guildhall.events
SELECT 'org_big', n, 0, ${now} - ${size} + n, CASE WHEN n % 5000 = 0 THEN 'system:rare' ELSE 'member_1' END, 'member.add',
  CASE WHEN n % 5000 = 1 THEN 'member.rare' ELSE 'member.added' END, 'member_' || n, NULL, NULL, '{}', '[]',
  CASE WHEN n % 2 = 0 THEN 'team_' || n % 400 END ${of(size)};

INSERT INTO guildhall.claims SELECT 'slug', 's' || n, 'org_' || n, 'c' ${of(20_000)};
ANALYZE;`
