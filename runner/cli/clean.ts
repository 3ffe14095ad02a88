import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { sweepOrphans } from '../runtimes/sweep.ts'
import { workFolder } from '../runtimes/work-folder.ts'

/** Removes what dead runs left on this machine; runs that are under way stay untouched. */
export function cleanCommand(): Command {
  return new Command('clean')
    .description('remove processes, data, containers and networks that dead runs left behind')
    .option('--cache', 'remove the copies of the binaries too')
    .action(async ({ cache }: { cache?: boolean }) => {
      const { dockerAnswers } = await import('../runtimes/docker/sweep.ts')
      const swept = await sweepOrphans((await dockerAnswers()) === true)
      if (cache) swept.push(...(await removeCaches()))
      for (const line of swept) console.log(`removed ${line}`)
      if (swept.length === 0) console.log('nothing to remove')
    })
}

async function removeCaches(): Promise<string[]> {
  const work = await workFolder()
  const names = (await readdir(work)).filter((name) => name.startsWith('postgres-'))
  await Promise.all(names.map((name) => rm(join(work, name), { recursive: true, force: true })))
  return names
}
