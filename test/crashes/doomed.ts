/** A process that commits as fast as it can, and is killed a moment after one of its commits has left. */
import type { Storage } from 'guildhall'
import pg from 'pg'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { fire } from '../races/shot.js'
import { openHall } from '../races/stage.js'
import { stepOf, type Told } from './steps.js'

const [, , connectionString = '', organizationId = '', lanes = '1', lives = '1'] = process.argv
process.once('disconnect', () => process.exit())

const pool = new pg.Pool({ connectionString, max: Number(lanes) })
const database = postgresStorage(pool)
let commits = 0
const storage: Storage = {
  ...database,
  commit(changeSet) {
    const answer = database.commit(changeSet)
    if (++commits === Number(lives)) setTimeout(() => process.kill(process.pid, 'SIGKILL'), Math.random() * 4)
    return answer
  },
}
let next = 0

async function run(): Promise<void> {
  for (;;) {
    const step = next++
    // a storage object of its own, so that steps do not queue up but collide
    const { said, revision = 0 } = await fire(openHall({ ...storage }), stepOf(organizationId, step))
    if (!process.connected) return
    process.send?.({ step, said, revision } satisfies Told)
  }
}

for (let lane = 0; lane < Number(lanes); lane++) void run()
