import { HistoryBuilder, type History } from '../../history/history.ts'
import { bench } from '../bench/bench.ts'
import { durability } from './durability.ts'

const LOST = 100

/** So many adds by a hundred processes, and a last read that lacks the last hundred. */
function lossy(adds: number): History {
  const builder = new HistoryBuilder()
  for (let element = 0; element < adds; element++) {
    const add = { process: element % 100, f: 'add', value: element, timeNs: element * 1000 }
    builder.push({ ...add, type: 'invoke' })
    builder.push({ ...add, type: 'ok' })
  }
  const kept = Array.from({ length: adds - LOST }, (_, element) => element)
  const read = { process: 100, f: 'read', timeNs: adds * 1000 }
  builder.push({ ...read, type: 'invoke', value: null })
  builder.push({ ...read, type: 'ok', value: kept })
  return builder.build()
}

function judge(history: History): void {
  const { lost } = durability().check(history, {})
  if (lost !== LOST) throw new Error(`${lost} writes were found lost, and not ${LOST}`)
}

await bench(import.meta.filename, [
  {
    name: 'adds and a last read',
    sizes: [100_000, 1_000_000],
    prepare(size) {
      const history = lossy(size)
      return () => judge(history)
    },
    limit: { seconds: 1 },
  },
])
