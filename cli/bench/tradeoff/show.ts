import { columnsOf } from '../../../reports/columns.ts'
import { plainTable } from '../../../reports/plain-table.ts'
import { wrap } from '../../../reports/plain-text.ts'
import { pointsCsv } from '../../../reports/tradeoff/csv.ts'
import { curvesOf } from '../../../reports/tradeoff/curves.ts'
import { loadDrawCurves } from '../../../reports/tradeoff/draw.ts'
import { tradeoffPage } from '../../../reports/tradeoff/page.ts'
import type { Crossing, Plan, Tradeoff } from '../../../reports/tradeoff/results.ts'
import { columns, figureColumns, rowsOf } from '../../../reports/tradeoff/rows.ts'
import { clientsText, crossingText, flushing } from '../../../reports/tradeoff/words.ts'
import type { SweepFolder } from './sweep-folder.ts'

/** Everything that is made of the points, into their folder. */
export async function writeAll(tradeoff: Tradeoff, folder: SweepFolder): Promise<void> {
  await folder.write('results.json', `${JSON.stringify(tradeoff, null, 2)}\n`)
  await folder.write('points.csv', pointsCsv(tradeoff))
  const draw = await loadDrawCurves()
  await folder.write('report.html', tradeoffPage(tradeoff, draw))
  for (const curves of curvesOf(tradeoff))
    await folder.write(`${curves.file}.png`, draw.png(curves))
}

/** The table, where half is left, and what became of the sentence. */
export function tradeoffText(tradeoff: Tradeoff): string {
  const width = columnsOf(process.stdout)
  const { crossings, plan, sentence } = tradeoff
  const points = plainTable({
    head: columns,
    rows: rowsOf(tradeoff),
    right: figureColumns,
    wraps: 0,
    // However wide it is: in words nobody could compare its figures.
    width: Infinity,
  })
  const said = `The manual says “${sentence.sentence}” ${sentence.verdict}: ${sentence.reason}`
  const words = [said, flushing(plan)].map((each) => wrap(each, width).join('\n'))
  return [points, ...halvesText(crossings, plan), ...words].join('\n\n')
}

function halvesText(crossings: readonly Crossing[], plan: Plan): string[] {
  if (crossings.length === 0) return []
  const lines = crossings.map(
    (each) => `  ${each.level}, ${clientsText(each.clients)}: ${crossingText(each, plan)}`,
  )
  return [['Half of the single server’s commits are left at', ...lines].join('\n')]
}
