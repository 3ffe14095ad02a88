/** A client in a process of its own: it is told a load, performs it, and tells what came of it. */
import { once } from 'node:events'
import { describeError, SplitbrainError } from '../../../history/errors.ts'
import { perform } from '../perform.ts'
import type { LoadAsked } from '../asked.ts'
import type { Told } from './told.ts'

// Who is interrupted together with it ends it, and tells why.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
// Whoever asked for it is gone.
process.once('disconnect', () => process.exit())
const [asked] = (await once(process, 'message')) as [LoadAsked]
process.send!(await told(asked), () => process.exit())

async function told(load: LoadAsked): Promise<Told> {
  try {
    const { latencies, lateness, ...figures } = await perform(load)
    return {
      done: { ...figures, latencies: latencies.encoded(), lateness: lateness?.encoded() },
    }
  } catch (error) {
    const code = error instanceof SplitbrainError ? error.code : 'runtime'
    return { failed: { code, message: describeError(error) } }
  }
}
