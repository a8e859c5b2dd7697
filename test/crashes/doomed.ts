/** A process that commits as fast as it can, and is killed a moment after one of its commits has left. */
import type { Storage } from 'guildhall'
import { fire } from '../races/shot.js'
import { openHall } from '../races/stage.js'
import { openStorage } from '../support/open-storage.js'
import { stepOf, type Told } from './steps.js'

const [, , url = '', organizationId = '', lanes = '1', lives = '1', database = ''] = process.argv
process.once('disconnect', () => process.exit())

// a commit by journal clears behind itself, and reads several things at once
const opened = openStorage(url, { max: database === '' ? Number(lanes) : 8, database })
let commits = 0
const storage: Storage = {
  ...opened,
  commit(changeSet) {
    const answer = opened.commit(changeSet)
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
