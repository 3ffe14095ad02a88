import type { Endpoint, Node } from '../../../runner/runtimes/runtime.ts'
import { newSecret } from '../../../runner/secrets.ts'
import type { Site } from '../../../runner/site.ts'
import { writeOn } from '../../../runner/runtimes/run-on.ts'
import { verifierOf } from '../../databases/postgres/roles.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { Slon } from '../../services/slony/slon.ts'
import { slonik } from '../../services/slony/slonik.ts'
import { CLUSTER, preamble, reach, storePath } from '../../services/slony/statements.ts'
import { daemonOf, numberOf, type SlonyOptions } from './options.ts'

const USER = 'slony'
const PASSFILE = 'slony.pass'
/** Slony's own default for a moment in which nothing is written. */
const IDLE_MS = 1000
/** Of a server that is given up: it refuses at once, whoever is there. */
const NOWHERE: Endpoint = { host: '127.0.0.1', port: 1 }

/** A daemon for each server, and how they and slonik reach servers: with a role and a password of this run. */
export class Daemons {
  private readonly site: Site
  private readonly slons: ReadonlyMap<string, Slon>
  private readonly password = newSecret()

  constructor(site: Site, servers: readonly string[], given: SlonyOptions) {
    this.site = site
    this.slons = new Map(
      servers.map((name) => {
        const node = site.node(daemonOf(name))
        const { syncInterval: syncIntervalMs, workerRestart } = given
        const idleMs = Math.max(IDLE_MS, syncIntervalMs)
        const conninfo = this.conninfo(node, site.links.between(node.name, name).endpoint)
        const about = { cluster: CLUSTER, conninfo, syncIntervalMs, idleMs, workerRestart }
        return [name, new Slon(node, about)]
      }),
    )
  }

  of(server: string): Slon {
    return this.slons.get(server)!
  }

  all(): Slon[] {
    return [...this.slons.values()]
  }

  /** Lets daemons and slonik in. */
  async admit(server: PostgresServer): Promise<void> {
    const verifier = verifierOf(this.password)
    await server.query(`CREATE ROLE ${USER} SUPERUSER LOGIN PASSWORD '${verifier}'`)
    const { node } = this.of(server.node.name)
    await node.boot()
    for (const each of [server.node, node])
      await writeOn(each, PASSFILE, `*:*:*:${USER}:${this.password}\n`)
  }

  /** How the daemons of these servers reach each of the others', over the links. */
  paths(servers: readonly string[]): string[] {
    return servers.flatMap((server) =>
      servers.filter((client) => client !== server).map((client) => this.path(server, client)),
    )
  }

  path(server: string, client: string): string {
    const { node } = this.of(client)
    const { endpoint } = this.site.links.between(node.name, server)
    return storePath(numberOf(server), numberOf(client), this.conninfo(node, endpoint))
  }

  /** Has slonik do something, past every link, on the machine of a server that is up; those that are given up are not asked. */
  async run(
    on: string,
    servers: readonly string[],
    statements: readonly string[],
    givenUp: readonly string[] = [],
  ): Promise<void> {
    const node = this.site.node(on)
    const reached = servers.map((name) => {
      const endpoint = givenUp.includes(name) ? NOWHERE : this.site.node(name).address()
      return reach(numberOf(name), this.conninfo(node, endpoint))
    })
    await slonik(node, [...preamble(reached), ...statements])
  }

  /** What a program on a node reaches a server by; its password is in a file. */
  private conninfo({ home }: Node, { host, port }: Endpoint): string {
    const words = {
      host,
      port,
      dbname: 'postgres',
      user: USER,
      passfile: `${home}/${PASSFILE}`,
      connect_timeout: 2,
      sslmode: 'disable',
      gssencmode: 'disable',
    }
    return Object.entries(words)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')
  }
}
