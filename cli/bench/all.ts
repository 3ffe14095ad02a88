import { Command } from 'commander'
import { exitCodes } from '../../history/errors.ts'
import { cancelOnSignal } from '../execute.ts'
import { mustTakeFile } from '../writable.ts'

interface Words {
  only: string
  out: string
}

/** Every bench, one after the other, and a page of what they said. */
export function allCommand(): Command {
  return new Command('all')
    .description(
      'run every bench and write a page of what they print; it takes more than half an hour',
    )
    .option('--only <words>', 'those whose command contains each of these words', '')
    .option('--out <file>', 'the page; beside it stands what it is made of', 'docs/benchmarks.md')
    .action(allAction)
}

async function allAction({ only, out }: Words): Promise<void> {
  await mustTakeFile('--out', out)
  const { benchesMeant, measureAll } = await import('./all/measure.ts')
  const meant = benchesMeant(only)
  const cancelled = cancelOnSignal('Stopping with this bench. Again to stop at once.')
  const failed = await measureAll(meant, out, cancelled)
  console.log(`Page: ${out}`)
  process.exitCode = cancelled.aborted ? exitCodes.interrupted : failed
}
