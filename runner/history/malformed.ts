import type { Operation } from './operation.ts'

/** What is wrong with an operation by itself, for the sentence of an error; `undefined` where nothing is. */
export function malformed({
  process,
  f,
  key,
  value,
  timeNs,
}: Omit<Operation, 'index'>): string | undefined {
  if (process !== 'fault' && !isProcess(process))
    return `process is ${show(process)}, not a whole number or "fault"`
  if (typeof f !== 'string') return `f is ${show(f)}, not a name`
  if (!Number.isFinite(timeNs)) return `timeNs is ${show(timeNs)}, not a number`
  if (typeof (key ?? '') !== 'string' && typeof key !== 'number')
    return `key is ${show(key)}, not text or a number`
  if (!isExact(key)) return `key ${tooLarge}`
  return isExact(value) ? undefined : `value ${tooLarge}`
}

const tooLarge = 'has a number too large to be read exactly; write it as text'

const isProcess = (process: number): boolean =>
  Number.isInteger(process) && process >= 0 && process < 2 ** 31

/** Beyond 2^53 numbers that differ in the text may be equal once read, and a stale read look like a good one. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) || !Number.isInteger(value)
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  return (Array.isArray(value) ? value : Object.values(value)).every(isExact)
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'missing'
