import { clearLine, cursorTo } from 'node:readline'
import pc from 'picocolors'
import type { Tally } from '../recorder.ts'

const { stderr } = process

/** How a run goes, on standard error: a line a phase, and under load one that is written over where there is a terminal. */
export function progressOf(title: string) {
  stderr.write(`${pc.bold(title)}\n`)
  let live = false
  const overwrite = (text: string) => {
    if (live) {
      cursorTo(stderr, 0)
      clearLine(stderr, 0)
    }
    stderr.write(text)
  }
  return {
    phase(name: string) {
      overwrite('')
      live = false
      stderr.write(`  ${pc.dim('·')} ${name}\n`)
    },
    note(text: string) {
      stderr.write(`    ${pc.dim(text)}\n`)
    },
    load({ ok, fail, info }: Tally, elapsedMs: number) {
      if (!stderr.isTTY) return
      overwrite(
        `    ${(elapsedMs / 1000).toFixed(1)} s  ${pc.green(`${ok} ok`)}  ${fail} failed  ${pc.yellow(`${info} unknown`)}`,
      )
      live = true
    },
  }
}
