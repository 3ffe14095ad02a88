import { parseArgs } from 'node:util'
import { startDiskServer } from './server.ts'

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    size: { type: 'string' },
    cache: { type: 'string', default: String(2 ** 29) },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '10809' },
    socket: { type: 'string' },
    'api-port': { type: 'string', default: '8475' },
    'for-one': { type: 'boolean', default: false },
  },
})

try {
  const { file, size, cache, host, port, socket } = values
  if (file === undefined || size === undefined) throw new Error('--file and --size are needed')
  const clients = [{ host, port: Number(port) }, ...(socket ? [{ path: socket }] : [])]
  const server = await startDiskServer({
    file,
    sizeBytes: Number(size),
    cacheBytes: Number(cache),
    clients,
    api: { host, port: Number(values['api-port']) },
    forOne: values['for-one'],
  })
  console.log(`disk: ${size} bytes at ${host}:${port}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close())
} catch (error) {
  console.error(`disk: ${(error as Error).message}`)
  process.exitCode = 1
}
