import { guarantees, type Guarantee } from '../../checkers/staleness/guarantees.ts'
import { unknownName } from '../nearest.ts'

/** On the command line their words are joined by hyphens. */
const byName = new Map(
  (Object.keys(guarantees) as Guarantee[]).map((each) => [each.replaceAll(' ', '-'), each]),
)

/** `read-your-writes,monotonic-reads` */
export function guaranteesIn(text: string): Guarantee[] {
  return text.split(',').map((word) => {
    const guarantee = byName.get(word.trim())
    if (guarantee === undefined) throw unknownName('guarantee', word.trim(), [...byName.keys()])
    return guarantee
  })
}
