/** A process that races: one side, over connections of its own, told what to do by the process that forked it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Storage } from 'guildhall'
import { openStorage } from '../support/open-storage.js'
import { answerAs } from './remote.js'
import { localSide } from './side.js'

const [, , url = '', way = '', database = ''] = process.argv
answerAs(localSide(openStorage(url, { max: 16, prepared: way === 'prepared', database }), dawdling))

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
