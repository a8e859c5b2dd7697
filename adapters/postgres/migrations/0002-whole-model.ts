/**
 * The whole model: teams, groups, workspaces, resources, custom roles, memberships and assignments. Look-ups go by
 * `(key, id)`, since they take the smallest ids; lists by `(..., sort_key, id)`. What an index leaves out, no look-up
 * finds: records that are gone, and fields that are absent.
 */
export const addWholeModel = (schema: string): string => `
ALTER TABLE ${schema}.organizations ADD COLUMN totals jsonb NOT NULL DEFAULT '{}';
ALTER TABLE ${schema}.organizations ALTER COLUMN totals DROP DEFAULT;
ALTER TABLE ${schema}.organizations ADD COLUMN catalogue_id text COLLATE "C";

ALTER TABLE ${schema}.members ADD COLUMN permissions jsonb;
ALTER TABLE ${schema}.members ADD COLUMN permissions_granter text COLLATE "C";
CREATE INDEX members_by_role ON ${schema}.members (org_id, role, id) WHERE status <> 'removed';

ALTER TABLE ${schema}.events ADD COLUMN record_id text COLLATE "C";
CREATE INDEX events_by_record ON ${schema}.events (org_id, record_id, revision, seq) WHERE record_id IS NOT NULL;

CREATE TABLE ${schema}.teams (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  name text NOT NULL,
  description text,
  parent_id text COLLATE "C",
  ancestors jsonb NOT NULL,
  capacity bigint,
  member_count bigint NOT NULL,
  metadata jsonb NOT NULL,
  status text COLLATE "C" NOT NULL,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX teams_by_key ON ${schema}.teams (org_id, key, id) WHERE key IS NOT NULL AND status <> 'deleted';
CREATE INDEX teams_by_parent ON ${schema}.teams (org_id, parent_id, id) WHERE parent_id IS NOT NULL AND status <> 'deleted';
CREATE INDEX teams_listed ON ${schema}.teams (org_id, sort_key, id);
CREATE INDEX teams_listed_by_status ON ${schema}.teams (org_id, status, sort_key, id);
CREATE INDEX teams_listed_by_parent ON ${schema}.teams (org_id, parent_id, status, sort_key, id) WHERE parent_id IS NOT NULL;

CREATE TABLE ${schema}.groups (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  name text NOT NULL,
  description text,
  member_count bigint NOT NULL,
  metadata jsonb NOT NULL,
  status text COLLATE "C" NOT NULL,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX groups_by_key ON ${schema}.groups (org_id, key, id) WHERE key IS NOT NULL AND status <> 'deleted';
CREATE INDEX groups_listed ON ${schema}.groups (org_id, sort_key, id);
CREATE INDEX groups_listed_by_status ON ${schema}.groups (org_id, status, sort_key, id);

CREATE TABLE ${schema}.workspaces (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  name text NOT NULL,
  description text,
  type text COLLATE "C" NOT NULL,
  owner_id text COLLATE "C",
  member_count bigint NOT NULL,
  metadata jsonb NOT NULL,
  status text COLLATE "C" NOT NULL,
  catalogue boolean,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX workspaces_by_key ON ${schema}.workspaces (org_id, key, id) WHERE key IS NOT NULL AND status <> 'deleted';
CREATE INDEX workspaces_in_catalogue ON ${schema}.workspaces (org_id) WHERE catalogue;
CREATE INDEX workspaces_listed ON ${schema}.workspaces (org_id, sort_key, id);
CREATE INDEX workspaces_listed_by_status ON ${schema}.workspaces (org_id, status, sort_key, id);

CREATE TABLE ${schema}.resources (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  ref text COLLATE "C" NOT NULL,
  name text,
  workspace_id text COLLATE "C",
  owner_id text COLLATE "C",
  metadata jsonb NOT NULL,
  status text COLLATE "C" NOT NULL,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX resources_by_ref ON ${schema}.resources (org_id, ref, id) WHERE status <> 'deleted';
CREATE INDEX resources_by_owner ON ${schema}.resources (org_id, owner_id, id) WHERE owner_id IS NOT NULL AND status <> 'deleted';
CREATE INDEX resources_by_workspace ON ${schema}.resources (org_id, workspace_id, id) WHERE workspace_id IS NOT NULL AND status <> 'deleted';
CREATE INDEX resources_listed ON ${schema}.resources (org_id, sort_key, id);
CREATE INDEX resources_listed_by_status ON ${schema}.resources (org_id, status, sort_key, id);
CREATE INDEX resources_listed_by_type ON ${schema}.resources (org_id, type, status, sort_key, id);
CREATE INDEX resources_listed_by_owner ON ${schema}.resources (org_id, owner_id, status, sort_key, id) WHERE owner_id IS NOT NULL;
CREATE INDEX resources_listed_by_workspace ON ${schema}.resources (org_id, workspace_id, status, sort_key, id) WHERE workspace_id IS NOT NULL;

CREATE TABLE ${schema}.roles (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  description text,
  scope text COLLATE "C" NOT NULL,
  permissions jsonb NOT NULL,
  status text COLLATE "C" NOT NULL,
  catalogue boolean,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX roles_by_name ON ${schema}.roles (org_id, name_key, id) WHERE status <> 'deleted';
CREATE INDEX roles_in_catalogue ON ${schema}.roles (org_id) WHERE catalogue;
CREATE INDEX roles_listed ON ${schema}.roles (org_id, sort_key, id);
CREATE INDEX roles_listed_by_status ON ${schema}.roles (org_id, status, sort_key, id);

CREATE TABLE ${schema}.memberships (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  container_kind text COLLATE "C" NOT NULL,
  container_id text COLLATE "C" NOT NULL,
  principal_kind text COLLATE "C" NOT NULL,
  principal_id text COLLATE "C" NOT NULL,
  pair text COLLATE "C" NOT NULL,
  role text COLLATE "C",
  granter text COLLATE "C" NOT NULL,
  catalogue boolean,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX memberships_by_container ON ${schema}.memberships (org_id, container_id, id);
CREATE INDEX memberships_by_principal ON ${schema}.memberships (org_id, principal_id, id);
CREATE INDEX memberships_by_pair ON ${schema}.memberships (org_id, pair, id);
CREATE INDEX memberships_by_role ON ${schema}.memberships (org_id, role, id) WHERE role IS NOT NULL;
CREATE INDEX memberships_in_catalogue ON ${schema}.memberships (org_id) WHERE catalogue;
CREATE INDEX memberships_listed ON ${schema}.memberships (org_id, sort_key, id);
CREATE INDEX memberships_listed_by_container ON ${schema}.memberships (org_id, container_id, sort_key, id);
CREATE INDEX memberships_listed_by_principal ON ${schema}.memberships (org_id, principal_id, sort_key, id);
CREATE INDEX memberships_listed_by_role ON ${schema}.memberships (org_id, role, sort_key, id) WHERE role IS NOT NULL;

CREATE TABLE ${schema}.assignments (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  principal_kind text COLLATE "C" NOT NULL,
  principal_id text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  scope_kind text COLLATE "C" NOT NULL,
  scope_id text COLLATE "C" NOT NULL,
  pair text COLLATE "C" NOT NULL,
  shared_scope_id text COLLATE "C",
  starts_at bigint,
  expires_at bigint,
  reason text,
  granter text COLLATE "C" NOT NULL,
  catalogue boolean,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX assignments_by_principal ON ${schema}.assignments (org_id, principal_id, id);
CREATE INDEX assignments_by_scope ON ${schema}.assignments (org_id, scope_id, id);
CREATE INDEX assignments_by_shared_scope ON ${schema}.assignments (org_id, shared_scope_id, id) WHERE shared_scope_id IS NOT NULL;
CREATE INDEX assignments_by_pair ON ${schema}.assignments (org_id, pair, id);
CREATE INDEX assignments_by_role ON ${schema}.assignments (org_id, role, id);
CREATE INDEX assignments_in_catalogue ON ${schema}.assignments (org_id) WHERE catalogue;
CREATE INDEX assignments_listed ON ${schema}.assignments (org_id, sort_key, id);
CREATE INDEX assignments_listed_by_principal ON ${schema}.assignments (org_id, principal_id, sort_key, id);
CREATE INDEX assignments_listed_by_scope ON ${schema}.assignments (org_id, scope_id, sort_key, id);
CREATE INDEX assignments_listed_by_role ON ${schema}.assignments (org_id, role, sort_key, id);
`
