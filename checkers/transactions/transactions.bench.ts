import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Operation } from '../../history/operation.ts'
import { readHistory } from '../../history/formats/read.ts'
import { keepYoungSpaceSmall } from '../../history/young-space.ts'
import { listAppend } from './list-append.ts'
import { randomFrom, simulate } from './simulator.ts'

/**
 * `node checkers/transactions/transactions.bench.ts [transactions...]`: judges list-append histories of 100,000 and a
 * million transactions, valid and with one write skew, each in a process of its own that also reads the file.
 */
const limits: Record<number, { seconds: number; megabytes: number }> = {
  100_000: { seconds: 1.5, megabytes: 600 },
  1_000_000: { seconds: 15, megabytes: 3000 },
}

/** How many times as long a transaction may take in the largest history as in the smallest. */
const growthLimit = 1.3

interface Figures {
  verdict: string
  anomalies: string[]
  megabytes: number
}

async function judge(path: string): Promise<void> {
  const { history } = await readHistory(path)
  const { verdict, anomalyTypes } = listAppend().check(history, {})
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  const figures: Figures = { verdict, anomalies: anomalyTypes, megabytes }
  console.log(JSON.stringify(figures))
}

function write(path: string, operations: Iterable<Operation>): void {
  const file = openSync(path, 'w')
  let lines: string[] = []
  const flush = () => {
    writeSync(file, lines.join(''))
    lines = []
  }
  for (const operation of operations)
    if (lines.push(`${JSON.stringify(operation)}\n`) === 10_000) flush()
  flush()
  closeSync(file)
}

/** The operations with two transactions more in the middle that each miss what the other wrote. */
function* withWriteSkew(operations: Iterable<Operation>, at: number): Generator<Operation> {
  for (const operation of operations) {
    yield operation
    if (operation.index !== at) continue
    for (const type of ['invoke', 'ok'] as const)
      for (const [process, read, written] of [
        [1_000_000, 'a', 'b'],
        [1_000_001, 'b', 'a'],
      ] as const) {
        const value = [
          ['r', read, null],
          ['append', written, 1],
        ]
        yield { ...operation, process, type, f: 'txn', value }
      }
  }
}

function measure(folder: string, transactions: number, skew: boolean): number {
  const path = join(folder, 'history.jsonl')
  const random = randomFrom(42)
  const valid = simulate({ database: 'serial', transactions, random, processes: 10, keys: 10 })
  write(path, skew ? withWriteSkew(valid, transactions) : valid)
  const start = performance.now()
  const child = spawnSync(process.execPath, [import.meta.filename, 'judge', path], {
    encoding: 'utf8',
  })
  const seconds = (performance.now() - start) / 1000
  const { verdict, anomalies, megabytes } = JSON.parse(child.stdout) as Figures
  const limit = limits[transactions]
  const tooMuch = limit && (seconds > limit.seconds || megabytes > limit.megabytes)
  const right = verdict === (skew ? 'fail' : 'pass')
  if (tooMuch || !right) process.exitCode = 1
  console.log(
    `${transactions} transactions, ${skew ? 'one write skew' : 'valid'}: ${verdict} ${anomalies.join(' ')} in ${seconds.toFixed(2)} s, ${megabytes} MB${tooMuch ? ', over the limit' : ''}${right ? '' : ', WRONG'}`,
  )
  return seconds
}

function bench(sizes: number[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'transactions-bench-'))
  try {
    for (const skew of [false, true]) {
      const perTransaction = sizes.map((size) => measure(folder, size, skew) / size)
      if (sizes.length < 2) continue
      const growth = perTransaction.at(-1)! / perTransaction[0]
      const tooMuch = growth > growthLimit
      if (tooMuch) process.exitCode = 1
      console.log(`growth: ${growth.toFixed(2)} × linear${tooMuch ? ', over the limit' : ''}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [first, ...rest] = process.argv.slice(2)
if (first === 'judge') {
  keepYoungSpaceSmall()
  await judge(rest[0])
} else bench(first === undefined ? [100_000, 1_000_000] : [first, ...rest].map(Number))
