import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'

/** What a rewind has left of a data directory, as the files themselves say. */
export interface LeftByRewind {
  /** By pg_controldata; what it says instead where it can't read the file. */
  control: string
  /** The timeline of the last checkpoint. */
  timeline?: number
  /** Whether recovery would begin where the timelines part, which a rewind that came to its end has written. */
  hasLabel: boolean
  /** Of its files of WAL: how many there are, and how many of these have nothing in them. */
  walFiles: number
  emptyWalFiles: number
}

export async function leftByRewind(node: Node): Promise<LeftByRewind> {
  const { output } = await node.exec(['pg_controldata', 'data'])
  const value = (name: string) => new RegExp(`^${name}: +(.*)$`, 'm').exec(output)?.[1]
  const timeline = value("Latest checkpoint's TimeLineID")
  const isDoubted = /^(?=.*(WARNING|error|corrupt|CRC)).*$/im.exec(output)?.[0]
  const label = await node.exec(['test', '-e', 'data/backup_label'])
  const found = async (...words: string[]) =>
    (await runOn(node, ['find', ...words, '-type', 'f'])).split('\n').filter(Boolean).length
  const wal = ['data/pg_wal', '-regextype', 'posix-extended', '-regex', '.*/[0-9A-F]{24}']
  return {
    control: isDoubted ?? value('Database cluster state') ?? output.trim(),
    ...(timeline !== undefined && { timeline: Number(timeline) }),
    hasLabel: label.exitCode === 0,
    walFiles: await found(...wal),
    emptyWalFiles: await found(...wal, '-empty'),
  }
}
