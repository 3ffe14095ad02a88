import { SplitbrainError } from '../../../history/errors.ts'
import { acts, type Act } from '../../../runner/runtimes/external/acts.ts'
import { ExternalRuntime } from '../../../runner/runtimes/external/external.ts'
import type { Runtime } from '../../../runner/runtimes/runtime.ts'
import { addressOf, type Address } from './address.ts'
import type { DescribedNode, Description } from './description.ts'
import { dialects } from './dialects.ts'
import { doingsOf, type Means } from './doings.ts'
import type { ClusterFile, NodeInFile } from './file.ts'
import { askedByHook, heldFor, lookOf, type OwnMachine } from './machine.ts'
import { meet, type Met, type Where } from './meet.ts'
import { startSurvivor } from './survivor.ts'

/** What a compose file says that a cluster file names. */
export interface ComposeFile {
  project: string
  services: readonly string[]
}

/** A cluster of somebody's own as its file has it: addresses, commands and passwords, which no record gets to see. */
export class OwnCluster {
  readonly machines: readonly OwnMachine[]
  private readonly means: readonly Means[]
  private readonly file: ClusterFile

  constructor(file: ClusterFile, compose?: ComposeFile) {
    this.file = file
    const nodes = Object.entries(file.nodes ?? {})
    this.means = nodes.map(([name, node]) => meansOf(name, node, file, compose))
    const named = nodes.map(([name, { dsn }], i) => machine(name, dsn, { means: this.means[i] }))
    const isProxy = nodes.length > 0
    const { write, read } = file
    this.machines = [
      ...named,
      ...(write === undefined ? [] : [machine('write', write, { isProxy })]),
      ...(read === undefined ? [] : [machine('read', read, { isProxy })]),
    ]
  }

  /** Asks everybody once, and refuses what can't be tried: nothing is changed. `name` is what the file is called. */
  async meet(name: string, where: Where): Promise<Description> {
    const met = await meet(this.machines, where)
    const described = met.map((each) => this.described(each))
    const rank = { primary: 0, standby: 1, proxy: 2 }
    return {
      file: name,
      protocol: protocolOf(this.machines),
      sync: this.file.sync,
      promotes: this.means.some(({ hooks }) => hooks.promote !== undefined),
      nodes: described.toSorted((a, b) => rank[a.role] - rank[b.role]),
    }
  }

  private described({ machine: { name, isProxy, address, doings }, look }: Met): DescribedNode {
    const has = (...needed: Act[]) => needed.every((act) => doings[act] !== undefined)
    return {
      name,
      role: isProxy ? 'proxy' : look.role,
      dsn: address !== undefined,
      able: [
        ...(has('kill', 'start') ? (['kill'] as const) : []),
        ...(has('stop', 'start') ? (['stop'] as const) : []),
        ...(has('pause', 'resume') ? (['pause'] as const) : []),
        ...(has('partition', 'heal') ? (['node-network'] as const) : []),
      ],
    }
  }

  /** For one run; what it is owed outlives this process. */
  async open({ followsClients }: { followsClients: boolean }): Promise<Runtime> {
    const shared = startSurvivor(this.means)
    const { server } = this.machines.find((each) => each.server !== undefined)!
    const { version } = await server!.ask()
    const versions = { [protocolOf(this.machines)]: version }
    return new ExternalRuntime({ machines: this.machines, shared, versions, followsClients })
  }

  disconnect(): void {
    for (const { server } of this.machines) server?.disconnect()
  }
}

/** It may lead over a network. */
const HOOK_HOLDS_MS = 2_000

function protocolOf(machines: readonly OwnMachine[]): Address['protocol'] {
  return machines.find(({ address }) => address !== undefined)!.address!.protocol
}

function machine(
  name: string,
  dsn: string | undefined,
  { means, isProxy = false }: { means?: Means; isProxy?: boolean },
): OwnMachine {
  const doings = means === undefined ? {} : doingsOf(means)
  const given = dsn === undefined ? byHook(name, doings) : byAddress(addressOf(dsn))
  const answers = () =>
    given.ask().then(
      () => true,
      () => false,
    )
  return { name, isProxy, doings, answers, ...given }
}

type Asked = Pick<OwnMachine, 'endpoint' | 'address' | 'server' | 'ask' | 'look'>

function byHook(name: string, { role }: OwnMachine['doings']): Asked {
  const ask = askedByHook(name, () => role!({}))
  return { ask, look: heldFor(HOOK_HOLDS_MS, ask) }
}

function byAddress(address: Address): Asked {
  const server = dialects[address.protocol].server(address)
  return {
    endpoint: address.endpoint,
    address,
    server,
    ask: async () => lookOf(await server.ask()),
    look: async () => lookOf(await server.look()),
  }
}

function meansOf(
  name: string,
  { hooks = {}, service = name }: NodeInFile,
  { timeout, compose: stack }: ClusterFile,
  compose?: ComposeFile,
): Means {
  const given = acts.flatMap((act) => (hooks[act] ? [[act, hooks[act]] as const] : []))
  const own = { name, hooks: Object.fromEntries(given), timeoutMs: timeout * 1000 }
  if (compose === undefined) return own
  if (!compose.services.includes(service))
    throw new SplitbrainError(
      'usage',
      `The compose file has no service ${service} for the node ${name}: there are ${compose.services.join(', ')}.`,
    )
  return { ...own, compose: { project: compose.project, service, engine: stack?.engine } }
}
