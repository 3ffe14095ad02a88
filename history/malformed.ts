import { eventKinds } from './events.ts'
import type { Operation } from './operation.ts'

/** What is wrong with an operation by itself, for the sentence of an error; `undefined` where nothing is. */
export function malformed({
  process,
  f,
  key,
  timeNs,
  kind,
}: Omit<Operation, 'index'>): string | undefined {
  if (process !== 'fault' && !isProcess(process))
    return `process is ${show(process)}, not a whole number from 0 to 2^53 or "fault"`
  if (typeof f !== 'string') return `f is ${show(f)}, not a name`
  if (!Number.isFinite(timeNs)) return `timeNs is ${show(timeNs)}, not a number`
  if (typeof (key ?? '') !== 'string' && typeof key !== 'number')
    return `key is ${show(key)}, not text or a number`
  if (kind !== undefined && (process !== 'fault' || !eventKinds.includes(kind)))
    return `kind is ${show(kind)}; events of process "fault" have one of ${eventKinds.join(', ')}`
  return undefined
}

const isProcess = (process: number): boolean => Number.isSafeInteger(process) && process >= 0

const show = (value: unknown): string => JSON.stringify(value) ?? 'missing'
