import { readFile } from 'node:fs/promises'
import {
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  stringify,
  type Document,
  type Node,
} from 'yaml'
import { SplitbrainError } from '../history/errors.ts'
import type { Schedule } from '../scenarios/schedule/schedule.ts'
import { scheduleIn, type Where } from './schedule-in.ts'

export interface Written {
  schedule: Schedule
  where: Where
}

/** The schedule that `--schedule` names: a YAML file, or the list itself, as `[{fault: kill-primary, at: 3s}]`. */
export async function readSchedule(word: string): Promise<Written> {
  if (word.trimStart().startsWith('[')) return parseSchedule(word, '--schedule')
  const text = await readFile(word, 'utf8').catch((cause) => {
    throw new SplitbrainError(
      'usage',
      `--schedule ${word} can't be read: name a YAML file, as in docs/schedules.md.`,
      { cause },
    )
  })
  return parseSchedule(text, word)
}

/** A schedule from YAML; errors tell line and column in what is called `name`. */
export function parseSchedule(text: string, name: string): Written {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}: `
  }
  const [error] = [...document.errors, ...document.warnings]
  if (error !== undefined) throw noYaml(at(error.pos[0]), error)
  const where: Where = (path, of) => at(offsetOf(document, path, of))
  return { schedule: scheduleIn(dataOf(document, name), where), where }
}

/** Throws for an alias of nothing, or of so much that no memory would hold it. */
function dataOf(document: Document, name: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw noYaml(`${name}: `, error as Error)
  }
}

function noYaml(place: string, { message }: Error): SplitbrainError {
  return new SplitbrainError('usage', `${place}This is no YAML: ${message}.`)
}

/** The same the other way round. */
export function toYaml(schedule: Schedule): string {
  return stringify(schedule)
}

/** Where a part begins, or where the nearest part around it does. */
function offsetOf(document: Document, path: readonly PropertyKey[], of?: 'key' | 'value'): number {
  const around = path.slice(0, -1)
  if (of === 'key') {
    const map = document.getIn(around, true)
    const key =
      isMap(map) && map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    if (key) return (key.key as Node).range![0]
  }
  const node = document.getIn(path, true) as Node | undefined
  if (node?.range) return node.range[0]
  return path.length === 0 ? 0 : offsetOf(document, around)
}
