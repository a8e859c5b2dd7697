import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresStorage } from '../../../adapters/postgres/index.js'
import { createDatabase, realPostgres } from '../../support/postgres.js'
import { bigWorld, fill, size } from './big-world.js'
import { everyStatement, type Named } from './every-statement.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined

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
      for (const named of everyStatement(bigWorld)) {
        if (mode === 'force_generic_plan' && isPlannedWithValues(named)) continue
        for (const node of nodesOf(await planOf(named))) {
          const rows = rowsSeen(node)
          // an `Append` looks at nothing: it holds what its parts have found
          if (node['Node Type'] !== 'Seq Scan' && (rows <= 1_000 || node['Node Type'] === 'Append')) continue
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
