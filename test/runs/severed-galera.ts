import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { clientCalls, outcome } from '../../checkers/availability/calls.ts'
import { INFO, type History } from '../../history/history.ts'
import { readHistory } from '../../history/formats/read.ts'
import { isFinalRead } from '../../runner/final-reads.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

/** At which message connections are cut, and whether the writes that nobody heard of are there in the end. */
const fates = { 'commit-withheld': 0, 'commit-sent': 1, 'commit-answered': 1 }

/** MySQL's protocol is followed as PostgreSQL's is. */
export function severedGalera(skip: string | false): void {
  for (const [at, share] of Object.entries(fates))
    test(
      `galera: of commits cut at ${at} ${share ? 'all' : 'none'} took place`,
      { skip },
      async () => {
        await using output = await outputFolder()
        const words = ['--runtime', 'docker', '--faults', `sever-clients:at=${at}`, '--rate', '100']
        const { latest, results } = await runScenario(output.path, words, undefined, 'galera')
        const seen = tellRun(results)
        assert.equal(results.verdict, 'pass', seen)
        const { history } = await readHistory(join(latest, 'history.jsonl'))
        const { unsure, there } = unsureWrites(history)
        assert.ok(unsure > 0, seen)
        assert.equal(there, share * unsure, seen)
      },
    )
}

/** How many writes nobody knows of, and how many of these the last of the final reads found. */
function unsureWrites(history: History): { unsure: number; there: number } {
  const unsure: unknown[] = []
  let left: readonly unknown[] = []
  clientCalls(history, (start, end) => {
    const { f, value } = history.operation(start)
    if (f === 'add' && outcome(history, end) === INFO) unsure.push(value)
    if (f === 'read' && isFinalRead(history.process[start])) left = history.value[end] as unknown[]
  })
  const rows = new Set(left)
  return { unsure: unsure.length, there: unsure.filter((value) => rows.has(value)).length }
}
