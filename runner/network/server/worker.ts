import { parentPort, workerData } from 'node:worker_threads'
import { startServer } from './server.ts'

const { url, close } = await startServer(workerData)
parentPort!.once('message', close)
parentPort!.postMessage(url)
