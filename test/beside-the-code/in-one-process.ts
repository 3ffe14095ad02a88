import { globSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { tried } from '../../history/tried.fixture.ts'

/**
 * The tests beside the code of some folders, all in this process: to start one for each file would take longer than the
 * tests do. Only those of a browser stay apart, which work in another process than this one.
 */
export async function inOneProcess(...folders: string[]): Promise<void> {
  // As many as fast-check tries by itself, where a test does not say how many.
  fc.configureGlobal({ numRuns: tried(100) })
  // A test begins as soon as it is told of. One that has a folder for temporary files of its own would lend it to files
  // that are being loaded, which then write into it when it is gone.
  const loaded = Promise.withResolvers<void>()
  test('all are there before the first begins', () => loaded.promise)
  for (const file of testsBeside(folders)) await import(`../../${file}`)
  loaded.resolve()
}

/** In their order, all of these folders. */
export function testsBeside(folders: readonly string[]): string[] {
  return globSync(folders.map((folder) => `${folder}/**/*.test.ts`))
    .filter((file) => !file.endsWith('.browser.test.ts'))
    .toSorted()
}
