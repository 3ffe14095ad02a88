import { describeError, SplitbrainError } from '../../../history/errors.ts'
import { withoutSecrets } from '../../../runner/secrets.ts'
import type { Look, OwnMachine } from './machine.ts'

/** Where in the cluster file something stands, as a sentence begins. */
export type Where = (path: readonly PropertyKey[]) => string

export interface Met {
  machine: OwnMachine
  look: Look
}

/** Asks everybody who they are, and refuses a cluster that is not what its file says. */
export async function meet(machines: readonly OwnMachine[], where: Where): Promise<Met[]> {
  refuseSeveralProtocols(machines, where)
  const met = await Promise.all(
    machines.map(async (machine) => ({ machine, look: await lookAt(machine, where) })),
  )
  const nodes = met.filter(({ machine }) => !isWay(machine))
  refuseTwins(nodes, where)
  refuseWrongPrimaries(nodes, where)
  const primary = nodes.find(({ look }) => look.role === 'primary')
  refuseWrongWay(met, primary, where)
  return met
}

/** No node can have these names; whether it is a proxy tells less, for an address alone is a server. */
const isWay = ({ name }: OwnMachine) => ['write', 'read'].includes(name)

const placeOf = (machine: OwnMachine, where: Where) =>
  where(isWay(machine) ? [machine.name] : ['nodes', machine.name, 'dsn'])

function wrong(place: string, message: string, cause?: unknown): SplitbrainError {
  return new SplitbrainError('usage', place + message, { cause })
}

async function lookAt(machine: OwnMachine, where: Where): Promise<Look> {
  try {
    return await machine.ask()
  } catch (error) {
    const { name, address } = machine
    if (address === undefined) throw error
    throw new SplitbrainError(
      'unavailable',
      `${placeOf(machine, where)}${name} does not answer at ${address.told}: ${withoutSecrets(describeError(error))}.`,
    )
  }
}

function refuseSeveralProtocols(machines: readonly OwnMachine[], where: Where): void {
  const withDsn = machines.filter(({ address }) => address !== undefined)
  const [first] = withDsn
  const other = withDsn.find(({ address }) => address!.protocol !== first.address!.protocol)
  if (other !== undefined)
    throw wrong(
      placeOf(other, where),
      `${other.name} speaks ${other.address!.protocol} and ${first.name} ${first.address!.protocol}: a cluster is of one database.`,
    )
}

function refuseTwins(nodes: readonly Met[], where: Where): void {
  for (const [i, { machine, look }] of nodes.entries()) {
    const twin = nodes.slice(0, i).find((each) => look.id !== undefined && each.look.id === look.id)
    if (twin !== undefined)
      throw wrong(
        placeOf(machine, where),
        `${machine.name} is the same server as ${twin.machine.name}: each node needs a DSN that leads to itself.`,
      )
  }
}

function refuseWrongPrimaries(nodes: readonly Met[], where: Where): void {
  if (nodes.length === 0) return
  const primaries = nodes
    .filter(({ look }) => look.role === 'primary')
    .map((each) => each.machine.name)
  if (primaries.length === 1) return
  throw wrong(
    where(['nodes']),
    primaries.length === 0
      ? 'None of the nodes is a primary: name the one that takes writes too.'
      : `${primaries.join(' and ')} both take writes: a cluster file is of one primary and its standbys.`,
  )
}

/** What leads somewhere has to lead where it says, and to somebody whom the file names, for others are not to be broken. */
function refuseWrongWay(met: readonly Met[], primary: Met | undefined, where: Where): void {
  const [write, read] = ['write', 'read'].map((name) =>
    met.find((each) => each.machine.name === name),
  )
  const writer = write ?? primary
  if (writer?.machine.address === undefined)
    throw wrong(
      where(['nodes', primary!.machine.name]),
      `${primary!.machine.name} is the primary and has no dsn, so that no client finds it: add dsn, or write.`,
    )
  if (write !== undefined && write.look.role === 'standby')
    throw wrong(where(['write']), 'write leads to a standby, which takes no writes.')
  if (write !== undefined && primary?.look.id !== undefined && write.look.id !== primary.look.id)
    throw wrong(
      where(['write']),
      `write leads to another server than ${primary.machine.name}, which the nodes have as the primary: name that server among the nodes.`,
    )
  if (read !== undefined && (read.look.role === 'primary' || read.look.id === writer?.look.id))
    throw wrong(
      where(['read']),
      'read leads to the primary, so that it would show nothing of standbys: leave it out, or name a standby.',
    )
}
