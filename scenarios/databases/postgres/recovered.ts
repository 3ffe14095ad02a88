import type { Recovery } from '../../../runner/evidence.ts'
import { bytesOf } from './segments.ts'

const states = [
  'database system was interrupted',
  'database system was not properly shut down',
  'database system was shut down',
  'redo starts at',
  'redo done at',
]
const telling = new RegExp(`(?:${states.join('|')}).*$`, 'gm')
const redo = /redo (starts|done) at ([0-9A-F]+\/[0-9A-F]+)/g

/** What a server said of the data that it found when it was started last. */
export function recoveryIn(log: string): Recovery {
  const last = log.slice(log.lastIndexOf('starting PostgreSQL'))
  const said = [...last.matchAll(telling)].map(([line]) => line)
  const at = Object.fromEntries([...last.matchAll(redo)].map(([, end, lsn]) => [end, bytesOf(lsn)]))
  const asAfterACrash = said.some((line) => /interrupted|not properly shut down/.test(line))
  return { said, asAfterACrash, redoneBytes: (at.done ?? 0) - (at.starts ?? 0) }
}
