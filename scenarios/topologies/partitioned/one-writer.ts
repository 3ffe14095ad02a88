import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { ROW_WRITERS } from './cluster.ts'
import { homeOf, offices } from './offices.ts'

/** Who acknowledged each write, and who wrote each row that is left, as the servers know it. */
export const oneWriter: Pick<Claim, 'id' | 'sentence' | 'trial' | 'decide'> = {
  id: 'one-writer-for-each-set',
  sentence: 'Each set can be modified by only one server',
  trial: 'load',
  decide(_, { history }) {
    const { byOffice, astray } = acknowledged(history)
    const power = { writesOfEachOffice: Math.min(...offices.map((name) => byOffice.get(name)!)) }
    if (astray !== undefined) return { verdict: 'violated', reason: astray, power }
    const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === ROW_WRITERS)
    const complaint = looks.find(({ findings }) => findings.length > 0)
    if (complaint !== undefined)
      return {
        verdict: 'violated',
        reason: `On ${complaint.node} ${complaint.findings[0]}.`,
        power,
      }
    const unseen = offices.find((name) => !looks.some(({ node }) => node === name))
    if (unseen !== undefined)
      return { verdict: 'unknown', reason: `Who wrote the rows of ${unseen} is not known.`, power }
    const idle = offices.find((name) => byOffice.get(name) === 0)
    if (idle !== undefined)
      return { verdict: 'unknown', reason: `No write of ${idle}'s rows was acknowledged.`, power }
    const counts = offices.map((name) => `${byOffice.get(name)} writes of ${name}'s rows`)
    return {
      verdict: 'holds',
      reason: `${counts.join(' and ')} were acknowledged by their own server, it was the last to write each row that is left, and it refused to modify another’s.`,
      power,
    }
  },
}

/** By office, and the first that another server acknowledged, in words. */
function acknowledged(history: History): { byOffice: Map<string, number>; astray?: string } {
  const byOffice = new Map<string, number>(offices.map((name) => [name, 0]))
  let astray: string | undefined
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK || isRead(history, start)) return
    const request = history.operation(start)
    const home = homeOf(request)
    const node = nodeOf(history, end)
    if (home !== undefined) byOffice.set(home, byOffice.get(home)! + 1)
    if (node !== home)
      astray ??= `${node} acknowledged a write of row ${request.key ?? request.value}, which is ${home}'s.`
  })
  return { byOffice, astray }
}
