import type { z } from 'zod'
import { SplitbrainError } from '../history/errors.ts'
import {
  injection,
  repeated,
  sequence,
  turns,
  wait,
  type Schedule,
} from '../scenarios/schedule/schedule.ts'
import { unknownName } from './nearest.ts'
import type { Where } from './yaml-file.ts'

export const nowhere: Where = () => ''

/** What a step may be, each with the key that tells it; the first that is there counts. */
type Kinds = readonly (readonly [key: string, shape: z.ZodObject])[]

const inSequence: Kinds = [
  ['wait', wait],
  ['fault', injection],
]
const sideBySide: Kinds = [
  ['sequence', sequence],
  ['turns', turns],
  ['wait', wait],
  ['every', repeated],
  ['fault', injection],
]

/** Data as a schedule, or a `usage` error with the place of what is wrong and the nearest right key. */
export function scheduleIn(data: unknown, where: Where): Schedule {
  if (!Array.isArray(data))
    throw wrong(where([]), 'A schedule is a list of steps, as in docs/schedules.md.')
  data.forEach((entry, place) => validate(entry, [place], sideBySide, where))
  return data as Schedule
}

function validate(entry: unknown, path: PropertyKey[], kinds: Kinds, where: Where): void {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw wrong(where(path), `A step has keys and values, as in fault: kill-primary.`)
  const given = entry as Record<string, unknown>
  const kind = kinds.find(([key]) => key in given)
  if (kind === undefined) throw ofNoKind(given, path, kinds, where)
  const [key, shape] = kind
  const steps = key === 'sequence' ? given.sequence : undefined
  if (Array.isArray(steps))
    steps.forEach((step, place) => validate(step, [...path, key, place], inSequence, where))
  const issues = shape.safeParse(given).error?.issues ?? []
  // A key that is written wrong is often missing too.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (issue === undefined) return
  if (issue.code === 'unrecognized_keys')
    throw unknownKey(issue.keys[0], Object.keys(shape.shape), path, where)
  throw wrongValue(given, issue, path, where)
}

function ofNoKind(
  given: Record<string, unknown>,
  path: PropertyKey[],
  kinds: Kinds,
  where: Where,
): SplitbrainError {
  const keys = [...new Set(kinds.flatMap(([, { shape }]) => Object.keys(shape)))]
  const unknown = Object.keys(given).find((key) => !keys.includes(key))
  if (unknown !== undefined) return unknownKey(unknown, keys, path, where)
  const telling = kinds.map(([key]) => key).filter((key) => key !== 'every')
  return wrong(where(path), `A step lacks what is to happen: one of ${telling.join(', ')}.`)
}

function unknownKey(key: string, known: string[], path: PropertyKey[], where: Where) {
  const { message } = unknownName('key of this step', key, known)
  return wrong(where([...path, key], 'key'), message)
}

function wrongValue(
  given: Record<string, unknown>,
  { code, path: inside, message }: z.core.$ZodIssue,
  path: PropertyKey[],
  where: Where,
): SplitbrainError {
  const name = String(inside[0])
  if (!(name in given)) return wrong(where(path), `${name} is missing: it ${message}.`)
  const value = inside.reduce<unknown>((each, key) => (each as never)[key], given)
  const instead = code === 'custom' ? '' : `, not ${JSON.stringify(value)}`
  return wrong(where([...path, ...inside]), `${name} ${message}${instead}.`)
}

function wrong(place: string, message: string): SplitbrainError {
  return new SplitbrainError('usage', place + message)
}
