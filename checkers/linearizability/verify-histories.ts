import {
  haveKnownHistories,
  judgeKnownHistories,
  knownHistories,
} from './testing/known-histories.ts'

/** `npm run verify:histories`: a table over the histories with known verdicts; exit 1 where one is judged otherwise. */
async function main(): Promise<number> {
  if (!haveKnownHistories) {
    console.log(`Skipped: there are no histories with known verdicts in ${knownHistories}.`)
    return 0
  }
  let mismatches = 0
  let judged = 0
  for await (const { file, operations, expected, result, milliseconds } of judgeKnownHistories()) {
    const isRight = result.verdict === expected
    judged++
    if (!isRight) mismatches++
    const time = `${milliseconds.toFixed(1)} ms`
    console.log(
      [
        file.padEnd(55),
        String(operations).padStart(5),
        result.verdict.padEnd(7),
        result.engine.padEnd(14),
        time.padStart(11),
        isRight ? '' : `EXPECTED ${expected} ${result.reason ?? ''}`,
      ]
        .join('  ')
        .trimEnd(),
    )
  }
  console.log(`${judged} histories, ${mismatches} mismatches`)
  return mismatches === 0 ? 0 : 1
}

process.exitCode = await main()
