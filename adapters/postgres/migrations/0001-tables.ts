/**
 * The tables. Every key begins with `org_id`, so that they can be distributed by it; claims, which are unique across
 * organizations, are distributed by their own key. What is compared or ordered is compared by code point (`"C"`).
 * Uniqueness inside an organization rests on its revision, not on an index; times are milliseconds since 1970.
 */
export const createTables = (schema: string): string => `
CREATE TABLE ${schema}.organizations (
  org_id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  commit_id text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name text NOT NULL,
  status text COLLATE "C" NOT NULL,
  seat_limit bigint,
  settings jsonb NOT NULL,
  metadata jsonb NOT NULL,
  counts jsonb NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  archived_at bigint,
  deleted_at bigint,
  PRIMARY KEY (org_id)
);
CREATE INDEX organizations_deleted ON ${schema}.organizations (deleted_at, org_id) WHERE status = 'deleted';

CREATE TABLE ${schema}.members (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C",
  email text,
  email_key text COLLATE "C",
  name text,
  phone text,
  department text,
  job_title text,
  metadata jsonb NOT NULL,
  role text COLLATE "C" NOT NULL,
  role_granter text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  invitation_id text COLLATE "C",
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  joined_at bigint,
  deactivated_at bigint,
  removed_at bigint,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX members_by_user ON ${schema}.members (user_id, org_id, id) WHERE status <> 'removed';
CREATE INDEX members_by_email ON ${schema}.members (org_id, email_key) WHERE status <> 'removed';
CREATE INDEX members_removed_by_user ON ${schema}.members (org_id, user_id, id) WHERE status = 'removed';
CREATE INDEX members_removed_by_email ON ${schema}.members (org_id, email_key, id) WHERE status = 'removed';
CREATE INDEX members_listed ON ${schema}.members (org_id, sort_key, id);
CREATE INDEX members_listed_by_status ON ${schema}.members (org_id, status, sort_key, id);
CREATE INDEX members_listed_by_role ON ${schema}.members (org_id, role, status, sort_key, id);
CREATE INDEX members_listed_by_granter ON ${schema}.members (org_id, role_granter, status, sort_key, id);

CREATE TABLE ${schema}.invitations (
  org_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  email text NOT NULL,
  email_key text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C",
  message text,
  metadata jsonb NOT NULL,
  status_on_acceptance text COLLATE "C" NOT NULL,
  sort_key text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  sent_at bigint NOT NULL,
  sent_count bigint NOT NULL,
  answered_at bigint,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX invitations_by_token ON ${schema}.invitations (org_id, token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX invitations_pending_by_email ON ${schema}.invitations (email_key, id) WHERE status = 'pending';
CREATE INDEX invitations_pending_by_expiry ON ${schema}.invitations (org_id, expires_at, id) WHERE status = 'pending';
CREATE INDEX invitations_pending_everywhere ON ${schema}.invitations (expires_at, org_id) WHERE status = 'pending';
CREATE INDEX invitations_listed ON ${schema}.invitations (org_id, sort_key, id);
CREATE INDEX invitations_listed_by_status ON ${schema}.invitations (org_id, status, sort_key, id);
CREATE INDEX invitations_listed_by_role ON ${schema}.invitations (org_id, role, status, sort_key, id);

CREATE TABLE ${schema}.revisions (
  org_id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  commit_id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  actor text COLLATE "C" NOT NULL,
  command text COLLATE "C" NOT NULL,
  seats bigint NOT NULL,
  previous_hash text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  request_id text COLLATE "C",
  request_digest text COLLATE "C",
  request_ids jsonb,
  PRIMARY KEY (org_id, revision)
);
CREATE INDEX revisions_by_commit ON ${schema}.revisions (org_id, commit_id);
CREATE INDEX revisions_by_request ON ${schema}.revisions (org_id, request_id) WHERE request_id IS NOT NULL;

CREATE TABLE ${schema}.events (
  org_id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  seq bigint NOT NULL,
  at bigint NOT NULL,
  actor text COLLATE "C" NOT NULL,
  command text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  member_id text COLLATE "C",
  invitation_id text COLLATE "C",
  before jsonb,
  after jsonb,
  personal jsonb NOT NULL,
  PRIMARY KEY (org_id, revision, seq)
);
CREATE INDEX events_by_member ON ${schema}.events (org_id, member_id, revision, seq);
CREATE INDEX events_by_actor ON ${schema}.events (org_id, actor, revision, seq);
CREATE INDEX events_by_type ON ${schema}.events (org_id, type, revision, seq);
CREATE INDEX events_by_time ON ${schema}.events (org_id, at);

CREATE TABLE ${schema}.claims (
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  org_id text COLLATE "C" NOT NULL,
  commit_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, key)
);
CREATE INDEX claims_by_organization ON ${schema}.claims (org_id);
`
