import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { readHistory } from '../../history/formats/read.ts'
import type { Operation } from '../../history/operation.ts'
import { bench, type BenchCase } from '../bench/bench.ts'
import { rwRegister } from './rw-register.ts'
import { randomFrom } from './simulator.ts'
import type { MicroOp } from './transaction.ts'

/** `node checkers/transactions/registers.bench.ts`: levels of registers decided, reading the file included. */
interface Shape {
  transactions: number
  sessions: number
  keys: number
  longest: number
  /** Of a hundred operations, how many are writes; of `whole` transactions, how many write and do nothing else. */
  writes: number
  whole?: boolean
  /** Two transactions in the middle that each miss what the other wrote. */
  skew?: boolean
}

const GIGABYTE = 2 ** 30

/** Cobra's: transactions of eight reads or eight blind writes over as many keys as there are transactions at most. */
const cheng = { sessions: 24, keys: 10_000, longest: 8, writes: 50, whole: true }

function* history(shape: Shape, random: (below: number) => number): Generator<Operation> {
  const { transactions, sessions, keys, longest, writes, whole = false, skew = false } = shape
  const state = new Map<unknown, unknown>()
  const next = new Map<unknown, number>()
  const running = new Map<number, { ops: MicroOp[]; committed: boolean }>()
  const open: number[] = []
  const idle = Array.from({ length: sessions }, (_, session) => session)
  let begun = 0
  let index = 0
  const line = (process: number, type: 'invoke' | 'ok', value: MicroOp[]): Operation => ({
    index,
    process,
    type,
    f: 'txn',
    value,
    timeNs: index++ * 1000,
  })
  const make = (): MicroOp[] => {
    const isWriter = random(100) < writes
    return Array.from({ length: longest }, (): MicroOp => {
      const key = random(keys)
      if (!(whole ? isWriter : random(100) < writes)) return ['r', key, null]
      next.set(key, (next.get(key) ?? 0) + 1)
      return ['w', key, next.get(key)]
    })
  }
  while (begun < transactions || open.length > 0) {
    if (begun < transactions && (open.length === 0 || random(sessions) > open.length)) {
      begun++
      if (skew && begun === transactions >> 1) yield* skewed(line)
      const process = idle.splice(random(idle.length), 1)[0]
      const ops = make()
      running.set(process, { ops, committed: false })
      open.push(process)
      yield line(process, 'invoke', ops)
      continue
    }
    // It commits at some time, and later is answered: what is answered last may have been first.
    const at = random(open.length)
    const process = open[at]
    const transaction = running.get(process)!
    if (!transaction.committed) {
      transaction.ops = transaction.ops.map(([f, key, value]) => {
        if (f === 'w') state.set(key, value)
        return [f, key, f === 'w' ? value : (state.get(key) ?? null)]
      })
      transaction.committed = true
      continue
    }
    open.splice(at, 1)
    idle.push(process)
    yield line(process, 'ok', transaction.ops)
  }
}

function* skewed(
  line: (process: number, type: 'invoke' | 'ok', value: MicroOp[]) => Operation,
): Generator<Operation> {
  for (const type of ['invoke', 'ok'] as const)
    for (const [process, read, written] of [
      [1_000_000, 'a', 'b'],
      [1_000_001, 'b', 'a'],
    ] as const)
      yield line(process, type, [
        ['r', read, null],
        ['w', written, 1],
      ])
}

function written(folder: string, operations: Iterable<Operation>): string {
  const path = join(folder, 'history.jsonl')
  const file = openSync(path, 'w')
  let lines: string[] = []
  const flush = () => writeSync(file, lines.splice(0).join(''))
  for (const operation of operations)
    if (lines.push(`${JSON.stringify(operation)}\n`) === 10_000) flush()
  flush()
  closeSync(file)
  return path
}

function judging(shape: Omit<Shape, 'transactions'>, model: string, verdict: string) {
  return (size: number, folder: string) => {
    const transactions = size / shape.longest
    const path = written(folder, history({ ...shape, transactions }, randomFrom(42)))
    return async () => {
      const read = await readHistory(path)
      const result = rwRegister({ models: [model] }).check(read.history, {})
      if (result.verdict !== verdict)
        throw new Error(`${model}: ${result.verdict} ${result.reason ?? ''}, not ${verdict}`)
    }
  }
}

const blind = { sessions: 30, keys: 100, longest: 8, writes: 70 }

const cases: BenchCase[] = [
  ...['strong-session-serializable', 'serializable', 'strong-session-snapshot-isolation'].map(
    (model) => ({
      name: `500 transactions of 30 sessions, 70 % blind writes, ${model}`,
      sizes: [4000],
      prepare: judging(blind, model, 'pass'),
      limit: { seconds: 1, bytes: GIGABYTE },
    }),
  ),
  ...['strong-session-serializable', 'serializable'].map((model) => ({
    name: `10,000 transactions as Cobra's, ${model}`,
    sizes: [80_000],
    prepare: judging(cheng, model, 'pass'),
    limit: { seconds: 3, bytes: GIGABYTE },
  })),
  {
    name: '30,000 transactions as Cobra’s with a G2 in them, serializable',
    sizes: [240_000],
    prepare: judging({ ...cheng, skew: true }, 'serializable', 'fail'),
    limit: { seconds: 5, bytes: GIGABYTE },
  },
  ...['strong-session-read-committed', 'read-atomic', 'causal-cerone'].map((model) => ({
    name: `weak levels, ${model}`,
    sizes: [100_000, 1_000_000],
    prepare: judging({ ...cheng, sessions: 50, keys: 100_000 }, model, 'pass'),
    limit: { seconds: 5, bytes: GIGABYTE },
  })),
]

await bench(import.meta.filename, cases)
