import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresStorage } from '../../../adapters/postgres/index.js'
import { createDatabase, realPostgres } from '../../support/postgres.js'
import { everyStatement, type Named, type World } from './every-statement.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined

const size = 100_000
const now = 1_750_000_000_000
const world: World = {
  organizationId: 'org_big',
  base: { revision: size, commitId: `commit_${size}` },
  slug: 'big',
  members: ['member_70000', 'member_7', 'member_50'],
  invitations: ['invitation_70000', 'invitation_7'],
  users: ['user_70000', 'user_7'],
  emails: ['70000@example.com', '7@example.com'],
  tokens: ['token_70000'],
  requestId: 'request_70000',
  commitId: 'commit_70000',
  now,
}

/** One organization that holds nearly all there is: then no statement has an excuse to go by `org_id` alone. */
const fill = `
INSERT INTO guildhall.organizations
SELECT 'org_' || n, 1, 'c', 'h', 's', 'n', 'active', NULL, '{}', '{}', '{}', 0, 0, NULL, NULL FROM generate_series(1, 20000) n;
INSERT INTO guildhall.organizations
SELECT 'org_big', ${size}, 'commit_${size}', 'h', 'big', 'n', 'active', NULL, '{}', '{}', '{}', 0, 0, NULL, NULL;
UPDATE guildhall.organizations SET status = 'deleted', deleted_at = 1 WHERE org_id LIKE 'org_77%';

INSERT INTO guildhall.members
SELECT CASE WHEN n % 200 = 199 THEN 'org_77' ELSE 'org_big' END, 'member_' || n, 'user_' || n, n || '@example.com', n || '@example.com', NULL, NULL, NULL, NULL, '{}',
  CASE WHEN n % 5000 = 0 THEN 'admin' WHEN n % 1000 = 1 THEN 'guest' ELSE 'member' END,
  CASE WHEN n % 2000 = 2 THEN 'member_7' ELSE 'member_1' END,
  CASE WHEN n % 50 = 3 THEN 'removed' WHEN n % 50 = 4 THEN 'deactivated' WHEN n % 50 = 5 THEN 'pending' ELSE 'active' END,
  'invitation_' || n, 'm' || lpad((n % 1000)::text, 3, '0'), 0, 0, NULL, NULL, NULL
FROM generate_series(1, ${size}) n;

INSERT INTO guildhall.invitations
SELECT 'org_big', 'invitation_' || n, 'member_' || n, n || '@example.com', n || '@example.com',
  CASE WHEN n % 5000 = 0 THEN 'admin' WHEN n % 1000 = 1 THEN 'guest' ELSE 'member' END,
  CASE WHEN n % 50 = 3 THEN 'revoked' WHEN n % 50 = 5 THEN 'pending' ELSE 'accepted' END,
  'token_' || n, NULL, '{}', 'active', 'm' || lpad((n % 1000)::text, 3, '0'), 0, 0, ${now} + (n - 500) * 1000, 0, 1, NULL
FROM generate_series(1, ${size}) n;

INSERT INTO guildhall.revisions
SELECT 'org_big', n, 'commit_' || n, ${now} - ${size} + n, 'member_1', 'member.add', 1, 'h', 'h', 'request_' || n, 'd', '[]'
FROM generate_series(1, ${size}) n;

INSERT INTO guildhall.events
SELECT 'org_big', n, 0, ${now} - ${size} + n, CASE WHEN n % 5000 = 0 THEN 'system:rare' ELSE 'member_1' END, 'member.add',
  CASE WHEN n % 5000 = 1 THEN 'member.rare' ELSE 'member.added' END, 'member_' || n, NULL, NULL, '{}', '[]'
FROM generate_series(1, ${size}) n;

INSERT INTO guildhall.claims SELECT 'slug', 's' || n, 'org_' || n, 'c' FROM generate_series(1, 20000) n;
ANALYZE;`

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Node[]
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const rowsSeen = (node: Node): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
  node['Actual Loops']

describe.skipIf(missing !== undefined)(
  `plans in an organization of ${size} members${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    if (missing !== undefined) return
    const client = new pg.Client({ connectionString: await createDatabase('postgres_plans') })
    beforeAll(async () => {
      await client.connect()
      await postgresStorage(client).migrate()
      await client.query(fill)
    }, 120_000)
    afterAll(() => client.end())

    /** Runs the statement as a prepared one, and answers the plan with what it really did. */
    async function planOf({ statement: { text, values } }: Named): Promise<Node> {
      await client.query('BEGIN')
      try {
        await client.query(`PREPARE s AS ${text}`)
        const literals = values.map((value) =>
          typeof value === 'string' ? client.escapeLiteral(value) : String(value),
        )
        const execute = literals.length === 0 ? 's' : `s(${literals.join(', ')})`
        const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${execute}`)
        return rows[0]['QUERY PLAN'][0].Plan
      } finally {
        await client.query('ROLLBACK')
        await client.query('DEALLOCATE ALL')
      }
    }

    test.each(['force_custom_plan', 'force_generic_plan'])('no statement scans it, with %s', async (mode) => {
      await client.query(`SET plan_cache_mode = ${mode}`)
      const found: string[] = []
      for (const named of everyStatement(world)) {
        if (mode === 'force_generic_plan' && isPlannedWithValues(named)) continue
        for (const node of nodesOf(await planOf(named))) {
          const rows = rowsSeen(node)
          if (node['Node Type'] !== 'Seq Scan' && rows <= 1_000) continue
          found.push(`${named.name}: ${nameOf(node)}, ${rows} rows`)
        }
      }
      expect(found).toEqual([])
    })

    test('a statement that does is found out', async () => {
      const text = "SELECT FROM guildhall.members WHERE org_id = $1 AND department = 'none'"
      const plan = await planOf({ name: 'by department', statement: { text, values: ['org_big'] } })
      expect(Math.max(...nodesOf(plan).map(rowsSeen))).toBeGreaterThan(size / 2)
    })
  },
)

/** Lists and upkeep are never named, so the server plans them for the values given; these few rest on that. */
function isPlannedWithValues({ name, statement }: Named): boolean {
  if (statement.recurring) return false
  return name === 'sweep' || name === 'find expired' || (name.startsWith('history') && / (from|until)/.test(name))
}

function nameOf(node: Node): string {
  const facts = [node['Node Type'], node['Relation Name'], node['Index Name'], node['Index Cond']]
  return facts.filter((fact) => fact !== undefined).join(' ')
}
