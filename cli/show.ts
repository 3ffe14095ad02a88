import { writeFile } from 'node:fs/promises'
import { SplitbrainError } from '../history/errors.ts'
import type { RunResults } from '../runner/results.ts'

/** The table for people or the JSON for programs, and then the JUnit file where one was asked for. */
export async function show(
  all: RunResults[],
  paths: ReadonlyMap<string, string>,
  words: { json?: boolean; junit?: string },
): Promise<void> {
  if (words.json) {
    const { jsonReport } = await import('../reports/json.ts')
    console.log(
      JSON.stringify(
        jsonReport(all, (id) => paths.get(id)!),
        null,
        2,
      ),
    )
  } else {
    const { terminalTable } = await import('../reports/terminal.ts')
    console.log(`\n${terminalTable(all)}`)
    for (const path of paths.values()) console.log(`Report: ${path}/report.html`)
  }
  if (words.junit !== undefined) await writeJunit(words.junit, all)
}

async function writeJunit(file: string, all: RunResults[]): Promise<void> {
  const { junitXml } = await import('../reports/junit.ts')
  try {
    await writeFile(file, junitXml(all))
  } catch (cause) {
    const message = `${file} can't be written: the results are above, and splitbrain report writes them again.`
    throw new SplitbrainError('unavailable', message, { cause })
  }
}
