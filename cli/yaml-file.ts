import { readFile } from 'node:fs/promises'
import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { SplitbrainError } from '../history/errors.ts'

/** Where in its source a part of a file stands, as a sentence begins: `faults.yaml:3:5: `; of a key or its value. */
export type Where = (path: readonly PropertyKey[], of?: 'key' | 'value') => string

export interface Yaml {
  data: unknown
  where: Where
}

/** What a file says that an option names; `page` tells how such a file is written. */
export async function readYaml(path: string, option: string, page: string): Promise<Yaml> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new SplitbrainError(
      'usage',
      `${option} ${path} can't be read: name a YAML file, as in ${page}.`,
      { cause },
    )
  })
  return parseYaml(text, path)
}

/** The data in a text that is called `name`, or a `usage` error with line and column. */
export function parseYaml(text: string, name: string): Yaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}: `
  }
  const [error] = [...document.errors, ...document.warnings]
  if (error !== undefined) throw noYaml(at(error.pos[0]), error)
  const where: Where = (path, of) => at(offsetOf(document, path, of))
  return { data: dataOf(document, name), where }
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
