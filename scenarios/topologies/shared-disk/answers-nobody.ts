import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import type { Inspection } from '../../../runner/topology.ts'
import { highAvailability } from '../../claims/manual.ts'
import { hangUp } from '../../databases/postgres/connect.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** What tries it is called so in the history. */
export const STANDBY_ANSWERS = 'standby answers'

/** Whoever stands by is asked after the run, for no client ever is sent there. */
export const standbyAnswersNobody: Claim = {
  id: 'standby-answers-nobody',
  sentence:
    'A standby server that cannot be connected to until it is promoted to a primary server is called a warm standby server',
  source: highAvailability,
  trial(evidence) {
    const tried = looks(evidence)
    const answered = tried.some(({ findings }) => findings.length > 0)
    return answered || (evidence.failovers.length > 0 && tried.length > 0)
  },
  covers: () => false,
  decide(_, evidence) {
    const tried = looks(evidence)
    const power = { standbysTried: tried.length, takeovers: evidence.failovers.length }
    const answered = tried.find(({ findings }) => findings.length > 0)
    if (answered !== undefined)
      return { verdict: 'violated', reason: `${answered.node}: ${answered.findings[0]}.`, power }
    const names = tried.map(({ node }) => node).join(' and ')
    return {
      verdict: 'holds',
      reason: `Nothing answered on ${names} at the end, where a server had been that was replaced.`,
      power,
    }
  },
}

function looks({ history }: Evidence) {
  return inspectionsOf(history).inspections.filter(({ tool }) => tool === STANDBY_ANSWERS)
}

/** Tries to open a session where nobody is to be. */
export function answersOf(server: PostgresServer): Inspection {
  const { node } = server
  const look = async () => {
    try {
      hangUp(await server.connect())
      return ['a session was let in']
    } catch (error) {
      const { severity, message } = error as { severity?: string; message: string }
      // Only a server's own word has one, and none of the network's.
      return severity === undefined ? [] : [`a server answered: ${message}`]
    }
  }
  return { tool: STANDBY_ANSWERS, of: 'sessions', node: node.name, look }
}
