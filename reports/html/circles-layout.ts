import type {
  CycleDetail,
  WitnessEdge,
  WitnessNode,
} from '../../checkers/transactions/cycle-detail.ts'
import { scalar } from '../../checkers/transactions/transaction.ts'
import { shorten } from '../plain-text.ts'
import { describeMicroOperation, describeValue, type MicroOperation } from '../witness.ts'

/** A proof of more steps than this is for a machine. */
const MOST_STEPS = 12
const MOST_LINES = 8
const LONGEST_LINE = 26
const LONGEST_KEY = 16
const SHOWN_ELEMENTS = 4

export interface Box {
  name: string
  title: string
  lines: string[]
  /** It shows an edge without being part of the circle. */
  isBeside: boolean
}

export interface Arrow {
  /** As it stands beside its arrow and in the table. */
  number: number
  edge: WitnessEdge
  label: string
}

/** One step of the proof, or the one circle of a violation that needs none. */
export interface Panel {
  says: string
  /** In how many suppositions it stands. */
  depth: number
  boxes: Box[]
  /** In a circle's order, from the box on that stands furthest left. */
  arrows: Arrow[]
}

/** What is drawn, from top to bottom, and how many further steps there are. */
export function panelsOf({ nodes, edges, steps }: CycleDetail): { panels: Panel[]; left: number } {
  const order = new Map(nodes.map(({ name }, i) => [name, i]))
  const all = steps ?? [{ kind: 'contradiction', says: '', circle: [...edges.keys()] }]
  const panels: Panel[] = []
  let number = 0
  let depth = 0
  for (const { kind, says, circle } of all.slice(0, MOST_STEPS)) {
    if (kind === 'otherwise') depth--
    const drawn = fromTheLeft(
      circle.map((i) => edges[i]),
      order,
    )
    const arrows = drawn.map((edge) => ({ number: ++number, edge, label: labelOf(edge) }))
    panels.push({ says, depth, boxes: boxesOf(nodes, drawn), arrows })
    if (kind === 'suppose') depth++
  }
  return { panels, left: Math.max(0, all.length - MOST_STEPS) }
}

function fromTheLeft(circle: WitnessEdge[], order: ReadonlyMap<string, number>): WitnessEdge[] {
  const places = circle.map(({ from }) => order.get(from) ?? 0)
  const first = places.indexOf(Math.min(...places))
  return [...circle.slice(first), ...circle.slice(0, first)]
}

const kindNames: Record<string, string> = { process: 'same process', realtime: 'real time' }

export function nameOfKind(kind: string): string {
  return kindNames[kind] ?? kind
}

function labelOf({ kind, key, shownBy, side }: WitnessEdge): string {
  const words = [nameOfKind(kind)]
  if (key !== undefined) words.push(shorten(describeValue(key), LONGEST_KEY))
  if (side !== undefined) words.push(conditionOf(side))
  else if (shownBy !== undefined) words.push(`by ${shownBy.join(', ')}`)
  return words.join(' ')
}

export function conditionOf({ first, second }: NonNullable<WitnessEdge['side']>): string {
  return `if ${first} before ${second}`
}

/** First those of the circle, as they began, then who else shows an edge. */
function boxesOf(nodes: readonly WitnessNode[], edges: readonly WitnessEdge[]): Box[] {
  const onCircle = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const beside = new Set(edges.flatMap(({ shownBy = [] }) => shownBy)).difference(onCircle)
  const keys = new Set(edges.flatMap(({ key }) => (key === undefined ? [] : [scalar(key)])))
  return [onCircle, beside].flatMap((some) =>
    nodes
      .filter(({ name }) => some.has(name))
      .map((node) => ({ ...boxOf(node, keys), isBeside: some === beside })),
  )
}

/** A transaction with what it did to the keys that matter. */
function boxOf(
  { name, process, node, value }: WitnessNode,
  keys: ReadonlySet<unknown>,
): Omit<Box, 'isBeside'> {
  const all = (Array.isArray(value) ? value : []) as MicroOperation[]
  const concerned = all.filter(([, key]) => keys.size === 0 || keys.has(scalar(key)))
  const shown = concerned.slice(0, MOST_LINES)
  const lines = shown.map((op) => shorten(lineOf(op), LONGEST_LINE))
  const more = all.length - shown.length
  if (more > 0) lines.push(`… ${more} more`)
  const title = [name, `process ${process}`, ...(node === undefined ? [] : [node])].join(' · ')
  return { name, title: shorten(title, LONGEST_LINE), lines }
}

/** Of a long list the end, which is where two reads of it differ. */
function lineOf([f, key, value]: MicroOperation): string {
  if (!Array.isArray(value) || value.length <= SHOWN_ELEMENTS)
    return describeMicroOperation([f, key, value])
  return describeMicroOperation([f, key, ['…', ...value.slice(-SHOWN_ELEMENTS)]])
}
