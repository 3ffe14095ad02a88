import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { keepYoungSpaceSmall } from '../../history/young-space.ts'

/** One kind of work, measured in a process of its own for each size. */
export interface BenchCase {
  name: string
  /** Operations of the input: n and 10 n, to see the growth, or one size. */
  sizes: number[]
  /**
   * Makes the input and returns the work: one function, or many small pieces of which the median and the worst count.
   * Files belong in `folder`, which is removed afterwards. `undefined`: this can't run here, for want of input.
   */
  prepare(size: number, folder: string): Promise<Work | undefined> | Work | undefined
  /** What it must keep to at the largest size; for many pieces `seconds` is the worst piece's. */
  limit?: { seconds: number; medianSeconds?: number; bytes?: number; perSecond?: number }
}

export type Work = (() => unknown) | (() => unknown)[]

export interface Measurement {
  name: string
  size: number
  seconds: number
  medianSeconds: number
  /** The whole process' peak, with the runtime and the making of the input. */
  peakBytes: number
  isWithinLimit?: boolean
}

/**
 * Runs the cases of a bench file (`await bench(import.meta.filename, cases)`) and prints a table, or JSON with
 * `--json`; `--only text` picks cases by name. Reports, and never fails: figures depend on the machine.
 */
export async function bench(file: string, cases: readonly BenchCase[]): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      only: { type: 'string', default: '' },
      child: { type: 'string' },
      size: { type: 'string' },
    },
  })
  if (values.child !== undefined) {
    // As `splitbrain check` does.
    keepYoungSpaceSmall()
    const found = cases.find(({ name }) => name === values.child)!
    console.log(JSON.stringify((await measure(found, Number(values.size))) ?? null))
    return
  }
  const chosen = cases.filter(({ name }) => name.includes(values.only))
  const measured = chosen.flatMap((each) =>
    each.sizes.flatMap((size) => inChild(file, each, size) ?? []),
  )
  console.log(values.json ? JSON.stringify(measured, null, 2) : table(measured))
}

function inChild(file: string, { name }: BenchCase, size: number): Measurement | undefined {
  const flags = ['--child', name, '--size', String(size)]
  const output = execFileSync(process.execPath, [file, ...flags], { encoding: 'utf8' })
  return JSON.parse(output) ?? undefined
}

async function measure(benchCase: BenchCase, size: number): Promise<Measurement | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'splitbrain-bench-'))
  try {
    const work = await benchCase.prepare(size, folder)
    if (!work) return undefined
    const seconds: number[] = []
    for (const piece of [work].flat()) {
      const start = performance.now()
      await piece()
      seconds.push((performance.now() - start) / 1000)
    }
    return judged(benchCase, size, seconds)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function judged({ name, sizes, limit }: BenchCase, size: number, seconds: number[]): Measurement {
  const worst = Math.max(...seconds)
  const medianSeconds = seconds.toSorted((a, b) => a - b)[seconds.length >> 1]
  const peakBytes = process.resourceUsage().maxRSS * 1024
  const measurement = { name, size, seconds: worst, medianSeconds, peakBytes }
  if (!limit || size !== Math.max(...sizes)) return measurement
  const isWithinLimit =
    worst <= limit.seconds &&
    medianSeconds <= (limit.medianSeconds ?? Infinity) &&
    peakBytes <= (limit.bytes ?? Infinity) &&
    size / worst >= (limit.perSecond ?? 0)
  return { ...measurement, isWithinLimit }
}

function table(measured: readonly Measurement[]): string {
  const rows = new Table({
    head: ['work', 'operations', 'seconds', 'median', 'per second', 'peak', 'growth', 'limit'],
    style: { head: [], border: [] },
  })
  for (const [index, each] of measured.entries()) {
    const before = measured[index - 1]
    const growth = before?.name === each.name ? each.seconds / before.seconds : undefined
    rows.push([
      each.name,
      each.size,
      each.seconds.toFixed(4),
      each.medianSeconds.toFixed(4),
      Math.round(each.size / each.seconds),
      `${Math.round(each.peakBytes / 2 ** 20)} MiB`,
      growth === undefined ? '' : `× ${growth.toFixed(1)}`,
      each.isWithinLimit === undefined ? '' : each.isWithinLimit ? 'kept' : 'MISSED',
    ])
  }
  return rows.toString()
}
