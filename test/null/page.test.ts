import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { inDraft } from '../../runner/runtimes/drafts.ts'
import { Trials } from '../evidence/trials.ts'
import { idleInjectors } from './injectors.ts'
import { nullPage, type KeptPair } from './page.ts'

const armed = [{ name: 'embedded delay', injector: idleInjectors[0] }]

/** The row of pairs of these rates and verdicts. */
async function told(...pairs: [rates: [number, number], verdicts: [string, string]][]) {
  return inDraft('null-page', async (folder) => {
    const kept = new Trials<KeptPair>(join(folder, 'null.jsonl'))
    pairs.forEach(([[without, with_], [plain, other]], seed) =>
      kept.add({
        experiment: 'embedded delay',
        seed,
        without: { verdicts: plain, acknowledgedPerSecond: without },
        with: { verdicts: other, acknowledgedPerSecond: with_ },
      }),
    )
    // What was kept is read again, as by a series that goes on.
    return nullPage(armed, new Trials<KeptPair>(join(folder, 'null.jsonl')))
      .trimEnd()
      .split('\n')
      .at(-1)!
  })
}

const same: [string, string] = ['a holds', 'a holds']

test('pairs that differ both ways show no difference, and pairs that all differ one way do', async () => {
  assert.match(await told([[100, 90], same], [[100, 111], same]), /\| 2 \| the same \|.*no diff/)
  assert.match(await told([[100, 50], same], [[100, 51], same]), /\| \*\*a difference\*\* \|$/)
})

test('one pair says nothing, and another verdict is told', async () => {
  assert.match(await told([[100, 50], same]), /\| 1 \| the same \| 0\.500 \| too few pairs \|$/)
  const row = await told(
    [[100, 100], same],
    [
      [100, 100],
      ['a holds', 'a unknown'],
    ],
  )
  assert.match(row, /\*\*other in 1\*\*: a holds without, a unknown with it/)
})
