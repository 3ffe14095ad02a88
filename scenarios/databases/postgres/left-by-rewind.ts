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
  /** The names of the timelines that it knows to have begun elsewhere. */
  histories: string[]
}

export async function leftByRewind(node: Node): Promise<LeftByRewind> {
  const { output } = await node.exec(['pg_controldata', 'data'])
  const value = (name: string) => new RegExp(`^${name}: +(.*)$`, 'm').exec(output)?.[1]
  const timeline = value("Latest checkpoint's TimeLineID")
  const isDoubted = /^(?=.*(WARNING|error|corrupt|CRC)).*$/im.exec(output)?.[0]
  const label = await node.exec(['test', '-e', 'data/backup_label'])
  const wal = await runOn(node, ['ls', 'data/pg_wal'])
  return {
    control: isDoubted ?? value('Database cluster state') ?? output.trim(),
    ...(timeline !== undefined && { timeline: Number(timeline) }),
    hasLabel: label.exitCode === 0,
    histories: wal.split('\n').filter((name) => name.endsWith('.history')),
  }
}
