import { HistoryBuilder } from '../../runner/history/history.ts'
import { durability } from './durability.ts'

/** Times the judging of a million adds and a final read that lacks the last hundred; run it with node. */
const ADDS = 1_000_000

const builder = new HistoryBuilder()
for (let element = 0; element < ADDS; element++) {
  const add = { process: element % 100, f: 'add', value: element, timeNs: element * 1000 }
  builder.push({ ...add, type: 'invoke' })
  builder.push({ ...add, type: 'ok' })
}
const kept = Array.from({ length: ADDS - 100 }, (_, element) => element)
const read = { process: 100, f: 'read', timeNs: ADDS * 1000 }
builder.push({ ...read, type: 'invoke', value: null })
builder.push({ ...read, type: 'ok', value: kept })
const history = builder.build()

for (let round = 0; round < 3; round++) {
  const start = performance.now()
  const { verdict, lost } = durability().check(history, {})
  const ms = performance.now() - start
  console.log(`${ADDS} adds and a final read: ${ms.toFixed(0)} ms (${verdict}, ${lost} lost)`)
}
