import { parseArgs } from 'node:util'
import { startServer } from './server.ts'

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8474' },
    'proxy-metrics': { type: 'boolean', default: false },
  },
})

try {
  const server = await startServer({
    host: values.host,
    port: Number(values.port),
    metrics: values['proxy-metrics'],
  })
  console.log(`Toxiproxy API on ${server.url}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close())
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
