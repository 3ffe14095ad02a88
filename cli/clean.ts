import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { sweepOrphans } from '../runner/runtimes/sweep.ts'
import { runFolders, workFolder } from '../runner/runtimes/work-folder.ts'

/** Removes what dead runs left on this machine; runs that are under way stay untouched. */
export function cleanCommand(): Command {
  return new Command('clean')
    .description(
      'remove processes, data, containers, networks and half-made files that dead runs left behind',
    )
    .option('--cache', 'remove the copies of the binaries too, unless a run uses them')
    .action(async ({ cache }: { cache?: boolean }) => {
      const { dockerAnswers } = await import('../runner/runtimes/docker/sweep.ts')
      const answer = await dockerAnswers()
      const swept = await sweepOrphans(answer === true)
      const kept: string[] = []
      if (cache) {
        const users = await liveUsers()
        if (users.length === 0) swept.push(...(await removeCaches()))
        else for (const name of await caches()) kept.push(`${name}: ${users.join(', ')}`)
      }
      for (const line of swept) console.log(`removed ${line}`)
      for (const line of kept) console.log(`kept ${line}`)
      if (swept.length === 0) console.log('nothing to remove')
      if (answer !== true) console.error(`Containers were not looked for. ${answer}`)
    })
}

/** The runs that are under way, or that nobody can judge from here, with processes of the copies. */
async function liveUsers(): Promise<string[]> {
  const users = (await runFolders()).filter(({ orphaned, containers }) => !orphaned && !containers)
  return users.map(({ runId }) => `run ${runId} uses it`)
}

async function caches(): Promise<string[]> {
  return (await readdir(await workFolder())).filter((name) => /^(postgres|node)-[^~]+$/.test(name))
}

async function removeCaches(): Promise<string[]> {
  const work = await workFolder()
  const names = await caches()
  await Promise.all(names.map((name) => rm(join(work, name), { recursive: true, force: true })))
  return names
}
