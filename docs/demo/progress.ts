/** A progress bar for long work, and only where somebody is looking. */
import type { WriteStream } from 'node:tty'

export interface Progress {
  advance(by: number): void
  end(): void
}

const none: Progress = { advance: () => undefined, end: () => undefined }

export async function progressOn(stream: WriteStream, words: string, whole: number): Promise<Progress> {
  if (!stream.isTTY || stream.columns < 40) return none
  const { progress } = await import('@clack/prompts')
  // the bar takes Ctrl-C and signals for itself: the first would look like success, the others be lost
  const interrupted = () => {
    process.exitCode = 130
  }
  const onCancel = () => process.exit(130)
  const bar = progress({ max: whole, output: stream, withGuide: false, cancelMessage: 'interrupted', onCancel })
  process.once('exit', interrupted)
  bar.start(words)
  let done = 0
  return {
    advance(by) {
      done += by
      // in numbers too, since without colours the bar looks full
      bar.advance(by, `${words}, ${done} of ${whole}`)
    },
    end() {
      process.removeListener('exit', interrupted)
      bar.clear()
    },
  }
}
