import type { DiskFault, DiskOperation, Extent, Target } from './fault.ts'
import { Refused } from './refused.ts'

type Fields = Record<string, unknown>

const operations: readonly DiskOperation[] = ['read', 'write', 'flush', 'trim']

/** The fields of a body; throws where it is none. */
export function fieldsOf(body: unknown): Fields {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields
  throw new Refused(400, 'the body is no object')
}

export function numberIn(fields: Fields, name: string, least: number, most = 2 ** 53): number {
  const value = fields[name]
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw new Refused(400, `${name} is no number from ${least} to ${most}`)
}

export function oneOf<T extends string>(fields: Fields, name: string, words: readonly T[]): T {
  const value = fields[name]
  if (words.includes(value as T)) return value as T
  throw new Refused(400, `${name} is none of ${words.join(', ')}`)
}

/** A fault as a body has it; throws where it is none that a disk of that size could have. */
export function readFault(body: unknown, sizeBytes: number): DiskFault {
  const fields = fieldsOf(body)
  const target = targetIn(fields, sizeBytes)
  const read = readers[fields.kind as DiskFault['kind']]
  if (!Object.hasOwn(readers, fields.kind as string))
    throw new Refused(400, `kind is none of ${Object.keys(readers).join(', ')}`)
  return { ...target, ...read(fields) }
}

const readers: { [K in DiskFault['kind']]: (fields: Fields) => DiskFault & { kind: K } } = {
  error: (fields) => ({
    kind: 'error',
    on: operationsIn(fields),
    code: oneOf(fields, 'code', ['EIO', 'ENOSPC']),
  }),
  delay: (fields) => ({ kind: 'delay', on: operationsIn(fields), ms: numberIn(fields, 'ms', 0) }),
  hang: (fields) => ({ kind: 'hang', on: operationsIn(fields) }),
  full: (fields) => ({ kind: 'full', afterBytes: numberIn(fields, 'afterBytes', 0) }),
  torn: () => ({ kind: 'torn' }),
  lose: () => ({ kind: 'lose' }),
  flip: (fields) => ({ kind: 'flip', on: oneOf(fields, 'on', ['read', 'write']) }),
  rot: (fields) => ({ kind: 'rot', bits: numberIn(fields, 'bits', 1, 2 ** 20) }),
  'ignore-flush': () => ({ kind: 'ignore-flush' }),
}

function targetIn(fields: Fields, sizeBytes: number): Target {
  const target: Target = {}
  if (fields.percent !== undefined) target.percent = numberIn(fields, 'percent', 0, 100)
  if (fields.times !== undefined) target.times = numberIn(fields, 'times', 1)
  if (fields.extents !== undefined) target.extents = extentsIn(fields.extents, sizeBytes)
  return target
}

function extentsIn(value: unknown, sizeBytes: number): Extent[] {
  if (!Array.isArray(value) || value.length === 0) throw new Refused(400, 'extents are none')
  return value.map((each) => {
    const fields = fieldsOf(each)
    const offset = numberIn(fields, 'offset', 0, sizeBytes - 1)
    return { offset, length: numberIn(fields, 'length', 1, sizeBytes - offset) }
  })
}

function operationsIn({ on }: Fields): DiskOperation[] {
  const isOne = (word: unknown) => operations.includes(word as DiskOperation)
  if (Array.isArray(on) && on.length > 0 && on.every(isOne)) return on as DiskOperation[]
  throw new Refused(400, `on names none of ${operations.join(', ')}`)
}
