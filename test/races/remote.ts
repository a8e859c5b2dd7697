/** Calls from one process to another: methods that take and answer plain JSON. */
import type { ChildProcess } from 'node:child_process'
import type { Side } from './side.js'

interface Call {
  readonly id: number
  readonly method: keyof Side
  readonly given: readonly unknown[]
}

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly problem?: string
}

/** Answers the calls of the process that forked this one. */
export function answerAs(side: Side): void {
  process.on('message', async ({ id, method, given }: Call) => {
    const answer = (rest: Omit<Answer, 'id'>) => process.send?.({ id, ...rest })
    try {
      // both ends have the type of the same method
      const call = side[method] as (...given: readonly unknown[]) => Promise<unknown>
      answer({ value: await call(...given) })
    } catch (error) {
      answer({ problem: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}

/** The side that a forked process plays. */
export function remoteSide(child: ChildProcess): Side {
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>()
  let calls = 0
  child.on('message', ({ id, value, problem }: Answer) => {
    const caller = waiting.get(id)
    waiting.delete(id)
    if (problem === undefined) caller?.done(value)
    else caller?.failed(new Error(problem))
  })
  child.once('exit', (code, signal) => {
    for (const { failed } of waiting.values()) failed(new Error(`the process ended: ${signal ?? code}`))
  })
  const call =
    (method: keyof Side) =>
    (...given: readonly unknown[]) =>
      new Promise<unknown>((done, failed) => {
        const id = ++calls
        waiting.set(id, { done, failed })
        child.send({ id, method, given } satisfies Call)
      })
  const methods: readonly (keyof Side)[] = ['prepare', 'fire', 'judge', 'collisions']
  // the types on this end are those of the other end
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as unknown as Side
}
