/** A process that races: one side, over a Postgres pool of its own, told what to do by the process that forked it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Storage } from 'guildhall'
import pg from 'pg'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { answerAs } from './remote.js'
import { localSide } from './side.js'

const [, , connectionString = '', prepared = ''] = process.argv
const pool = new pg.Pool({ connectionString, max: 16 })
answerAs(localSide(postgresStorage(pool, { prepared: prepared === 'prepared' }), dawdling))

/** Waits a moment before each commit, so that what others do comes between it and the read. */
function dawdling(storage: Storage): Storage {
  return {
    ...storage,
    commit: async (changeSet) => {
      await wait(Math.random() * 3)
      return storage.commit(changeSet)
    },
  }
}

process.once('disconnect', () => process.exit())
