import { Command } from 'commander'
import { z } from 'zod'
import { SplitbrainError } from '../history/errors.ts'
import { startServer } from '../runner/network/server/server.ts'
import { optionNamed, valuesOf } from './words.ts'

const examples = `
Examples:
  $ splitbrain toxiproxy                                        the API on http://127.0.0.1:8474
  $ splitbrain toxiproxy --port 0 --proxy-metrics               any free port; /metrics is served
  $ splitbrain run hot-standby --toxiproxy http://127.0.0.1:8474`

/** The built-in server by itself, for whoever wants a Toxiproxy without installing one. */
export function toxiproxyCommand(): Command {
  return new Command('toxiproxy')
    .description('run the built-in server with the Toxiproxy API until Ctrl-C')
    .option('--host <address>', 'where the API listens', '127.0.0.1')
    .option('--port <n>', 'and at which port; 0 is any free one', '8474')
    .option('--proxy-metrics', 'serve /metrics')
    .addHelpText('after', examples)
    .action(serve)
}

const numbers = z.object({ port: z.coerce.number().int().min(0).max(65_535) })

async function serve(words: { host: string; port: string; proxyMetrics?: boolean }): Promise<void> {
  const { host, proxyMetrics: metrics } = words
  const { port } = valuesOf(numbers, { port: words.port }, optionNamed)
  const server = await startServer({ host, port, metrics }).catch((cause: unknown) => {
    throw new SplitbrainError('unavailable', remedy(host, port, cause), { cause })
  })
  console.log(`Toxiproxy API on ${server.url}`)
  const { promise, resolve } = Promise.withResolvers<void>()
  process.once('SIGINT', resolve).once('SIGTERM', resolve)
  await promise
  await server.close()
}

/** What to do about a server that can't listen, by what keeps it from that. */
function remedy(host: string, port: number, cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `At ${host}, port ${port} is taken: choose another --port.`
  if (code === 'EACCES')
    return `This user may not listen at port ${port}: choose a --port above 1023.`
  return `${host} is no address of this machine: choose another --host.`
}
