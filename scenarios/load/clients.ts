import { SplitbrainError } from '../../history/errors.ts'
import { randomFrom, type Random } from '../../runner/random.ts'
import type { LoadAsked, Target } from './asked.ts'
import { Connection } from './connection.ts'
import { Player } from './player.ts'

const CONNECT_LIMIT_MS = 10_000
/** Each client draws from a stream of its own, beside those that runs have. */
const FIRST_STREAM = 1000

/** One of the clients: whom it asks, and what it draws. */
export interface Client {
  number: number
  primary: Connection
  replica: Connection
  player: Player
  random: Random
}

/** All of a load's, or a `runtime` error; the stack closes them. */
export async function openClients(asked: LoadAsked, things: DisposableStack): Promise<Client[]> {
  const { target, replicas = [], clients, seed, scale } = asked
  const open = async ({ endpoint, credentials }: Target) => {
    const connection = await Connection.open({ endpoint, credentials, timeoutMs: CONNECT_LIMIT_MS })
    things.defer(() => connection.close())
    return connection
  }
  const numbers = [...Array(clients).keys()]
  const opening = numbers.map(async (number): Promise<Client> => {
    const primary = await open(target)
    const other = replicas[number % replicas.length]
    const random = randomFrom(seed, FIRST_STREAM + number)
    const own = { scale: BigInt(scale), client_id: BigInt(number), random_seed: BigInt(seed) }
    return {
      number,
      primary,
      replica: other === undefined ? primary : await open(other),
      player: new Player(own, random),
      random,
    }
  })
  // None is left over where another can't be opened.
  await Promise.allSettled(opening)
  return Promise.all(opening).catch((cause: unknown) => {
    const message = `${clients} connections can't be opened: use fewer --clients, or see to the server`
    throw new SplitbrainError('runtime', message, { cause })
  })
}
