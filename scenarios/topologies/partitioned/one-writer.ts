import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import { OK, type History } from '../../../history/history.ts'
import { ROW_WRITERS } from './office.ts'
import { officesIn, type Offices } from './offices.ts'
import { writtenOf } from '../../claims/over-servers.ts'
import { dataPartitioning, type Trial } from './trial.ts'

/** Who acknowledged each write, and who wrote each row that is left, as the servers know it. */
export function oneWriter({ offices }: Pick<Trial, 'offices'>) {
  return dataPartitioning({
    id: 'one-writer-for-each-set',
    sentence: 'Each set can be modified by only one server',
    trial: 'load',
    decide(_, { history }) {
      const { names } = offices
      const { byOffice, astray } = writesOfEach(history, offices)
      const power = { writesOfEachOffice: Math.min(...byOffice.values()) }
      if (astray !== undefined) return { verdict: 'violated', reason: astray, power }
      const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === ROW_WRITERS)
      const complaining = looks.filter(({ findings }) => findings.length > 0)
      if (complaining.length > 0) {
        const complaints = complaining.map(({ node, findings: [first] }) => `On ${node} ${first}.`)
        return { verdict: 'violated', reason: complaints.toSorted().join(' '), power }
      }
      const unseen = names.find(
        (name) => !looks.some(({ node }) => node !== null && officesIn(node).includes(name)),
      )
      if (unseen !== undefined)
        return {
          verdict: 'unknown',
          reason: `Who wrote the rows of ${unseen} is not known.`,
          power,
        }
      const idle = names.find((name) => byOffice.get(name) === 0)
      if (idle !== undefined)
        return { verdict: 'unknown', reason: `No write of ${idle}'s rows was acknowledged.`, power }
      const counts = names.map((name) => `${byOffice.get(name)} writes of ${name}'s rows`)
      return {
        verdict: 'holds',
        reason: `${counts.join(' and ')} were acknowledged by their own server, it was the last to write each row that is left, and it refused to modify another’s.`,
        power,
      }
    },
  })
}

/** Acknowledged writes by office, and the first that another server acknowledged, in words. */
export function writesOfEach(
  history: History,
  offices: Offices,
): { byOffice: Map<string, number>; astray?: string } {
  const byOffice = new Map<string, number>(offices.names.map((name) => [name, 0]))
  let astray: string | undefined
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK || isRead(history, start)) return
    const request = history.operation(start)
    const homes = offices.homesOf(request)
    const node = nodeOf(history, end) ?? 'a node'
    const written = offices.homesOf({ key: request.key, value: writtenOf(request.value) })
    for (const home of written) byOffice.set(home, byOffice.get(home)! + 1)
    if (String(officesIn(node)) !== String(homes))
      astray ??= `${node} acknowledged a write of row ${JSON.stringify(request.key ?? request.value)}, which is ${homes.join(' and ')}'s.`
  })
  return { byOffice, astray }
}
