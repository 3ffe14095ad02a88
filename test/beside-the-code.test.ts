import { globSync } from 'node:fs'

/**
 * The tests beside the code, all in this process: to start one for each file would take longer than the tests do.
 * Only those of a browser stay apart, which work in another process than this one.
 */
for (const file of globSync(
  '{checkers,cli,history,reports,runner,scenarios}/**/*.test.ts',
).toSorted())
  if (!file.endsWith('.browser.test.ts')) await import(`../${file}`)
