import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { execa } from 'execa'
import { machineHere } from '../../machine.ts'
import { unknownName } from '../../nearest.ts'
import { versionsOn } from '../versions.ts'
import { benches, type Bench } from './benches.ts'
import { benchmarksPage, type Measured } from './page.ts'

/** As wide as a page shows it. */
const COLUMNS = '100'

/** Those whose command contains each of these words; a `usage` error where there is none. */
export function benchesMeant(only: string): Bench[] {
  const all = benches()
  const words = only.split(' ')
  const meant = all.filter(({ command }) => words.every((word) => command.includes(word)))
  if (meant.length > 0) return meant
  throw unknownName(
    'bench',
    only,
    all.map(({ name }) => name),
  )
}

/** Runs each, and writes the page anew after each; the first exit code of one that failed, or 0. */
export async function measureAll(
  meant: readonly Bench[],
  page: string,
  cancelled: AbortSignal,
): Promise<number> {
  const kept = page.replace(/(\.md)?$/, '.json')
  let failed = 0
  for (const bench of meant) {
    if (cancelled.aborted) break
    process.stderr.write(`${bench.command}\n`)
    const measured = await measure(bench)
    // A terminal's Ctrl-C is its own to take too.
    if (cancelled.aborted && measured.exitCode !== 0) break
    failed ||= measured.exitCode
    const all = inOrder([
      ...(await before(kept)).filter(({ name }) => name !== bench.name),
      measured,
    ])
    await mkdir(dirname(page), { recursive: true })
    await writeFile(kept, `${JSON.stringify(all, null, 2)}\n`)
    await writeFile(page, benchmarksPage(all))
  }
  return failed
}

async function before(kept: string): Promise<Measured[]> {
  return existsSync(kept) ? JSON.parse(await readFile(kept, 'utf8')) : []
}

/** As benches are listed. */
function inOrder(all: Measured[]): Measured[] {
  const names = benches().map(({ name }) => name)
  return all.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
}

/** What it says of how far it is goes on to whoever waits; a signal is its own to take. */
async function measure({ name, about, command, argv, cwd }: Bench): Promise<Measured> {
  const measuredAt = new Date().toISOString()
  const versions = await versionsOn('embedded')
  const began = performance.now()
  const [program, ...words] = argv
  const env = { COLUMNS, NO_COLOR: '1' }
  const { exitCode = 1, stdout } = await execa(program, words, {
    cwd,
    env,
    reject: false,
    stderr: 'inherit',
  })
  const tookSeconds = (performance.now() - began) / 1000
  return {
    name,
    about,
    command,
    measuredAt,
    tookSeconds,
    exitCode,
    machine: machineHere(),
    versions,
    output: stdout,
  }
}
