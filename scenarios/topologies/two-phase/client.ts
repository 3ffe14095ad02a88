import type { Client } from '../../../runner/topology.ts'
import type { Outcome, Request, Session } from '../../../runner/workload.ts'
import { errorText } from '../../databases/postgres/outcome.ts'
import { CoordinatedSession } from '../../services/coordinator/client.ts'

export interface TwoPhaseClient {
  /** Of a server by itself. */
  server: Client
  secret: string
  /** Whether a read goes by way of the coordinator too, which lets it see no commit half done. */
  settled: boolean
  /** The server that executes first what goes to a node. */
  homeOf(node: string): string
}

/** Writes go to the coordinator, which executes them first on the server that the route names; where a route names the server alone, it is only read. */
export function twoPhaseClient({ server, secret, settled, homeOf }: TwoPhaseClient): Client {
  return {
    async connect(route, work, timeoutMs) {
      const [, endpoint] = route.endpoints
      const direct = () => server.connect(route, work, timeoutMs)
      if (endpoint === undefined) return direct()
      const toCoordinator = { endpoint, secret, home: homeOf(route.node) }
      const coordinated = () => CoordinatedSession.open(toCoordinator, work, timeoutMs)
      return new TwoWays(({ access }) => (access === 'read' && !settled ? direct : coordinated))
    },
  }
}

type Open = () => Promise<Session>

/** A client's session with each of those that it asks, opened when it is first needed. */
class TwoWays implements Session {
  usable = true
  private readonly wayOf: (request: Request) => Open
  private readonly sessions = new Map<Open, Session>()

  constructor(wayOf: (request: Request) => Open) {
    this.wayOf = wayOf
  }

  async apply(request: Request): Promise<Outcome> {
    const way = this.wayOf(request)
    try {
      const session = this.sessions.get(way) ?? (await way())
      this.sessions.set(way, session)
      const outcome = await session.apply(request)
      this.usable = session.usable
      return outcome
    } catch (error) {
      // Nobody was asked anything.
      this.usable = false
      return { type: 'fail', value: request.value, error: errorText(error) }
    }
  }

  async close(): Promise<void> {
    this.usable = false
    await Promise.all([...this.sessions.values()].map((session) => session.close()))
  }
}
