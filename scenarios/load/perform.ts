import { SplitbrainError } from '../../history/errors.ts'
import { Arrivals } from '../../runner/arrivals.ts'
import { NS_PER_SECOND, seconds, startClock, type Clock } from '../../runner/clock.ts'
import { Latencies } from '../../runner/latencies.ts'
import { randomFrom } from '../../runner/random.ts'
import { STREAM } from '../../runner/streams.ts'
import { within } from '../../runner/within.ts'
import { errorText } from '../databases/postgres/outcome.ts'
import type { LoadAsked, Loaded } from './asked.ts'
import { openClients, type Client } from './clients.ts'
import { LoadHistory } from './load-history.ts'
import { closedLoop, OpenLoop, type Pace } from './pace.ts'
import { playOf, prepareAll, type Play } from './player.ts'

/** So long the last answers are waited for. */
const GRACE_MS = 10_000

/** Opens the connections of a load, and plays its mix for its time. Throws what ends it before that. */
export async function perform(asked: LoadAsked): Promise<Loaded> {
  const { mix, pipelined = true, warmUpSeconds = 0 } = asked
  const plays = mix.scripts.map((script) => playOf(script, pipelined))
  using things = new DisposableStack()
  const clients = await openClients(asked, things)
  const [{ primary, replica }] = clients
  for (const play of plays)
    await prepareAll(play, play.script.asks === 'replica' ? replica : primary)
  if (warmUpSeconds > 0) await new Measurement(asked, clients, plays).run(warmUpSeconds)
  const { history } = asked
  await using record = history === undefined ? undefined : await LoadHistory.open(history)
  return await new Measurement(asked, clients, plays, record).run(asked.seconds)
}

/** Some clients that play for a time, and what comes of it. */
class Measurement {
  private readonly asked: LoadAsked
  private readonly clients: readonly Client[]
  private readonly chances: readonly { play: Play; upTo: number }[]
  private readonly latencies = new Latencies()
  private readonly lateness = new Latencies()
  private readonly failed: Record<string, number> = {}
  private readonly record: LoadHistory | undefined
  private readonly clock: Clock = startClock()

  constructor(
    asked: LoadAsked,
    clients: readonly Client[],
    plays: readonly Play[],
    record?: LoadHistory,
  ) {
    this.asked = asked
    this.clients = clients
    this.record = record
    let upTo = 0
    this.chances = plays.map((play) => ({ play, upTo: (upTo += play.script.weight) }))
  }

  async run(forSeconds: number): Promise<Loaded> {
    const { rate } = this.asked
    const before = process.cpuUsage()
    const pace = this.pace(forSeconds * NS_PER_SECOND)
    await within(this.playAll(pace), forSeconds * 1000 + GRACE_MS, tooLate())
    const tookNs = this.clock()
    const { user, system } = process.cpuUsage(before)
    return {
      seconds: seconds(tookNs),
      transactions: this.latencies.count,
      failed: this.failed,
      latencies: this.latencies,
      processorSeconds: (user + system) / 1e6,
      ...(rate !== undefined && { lateness: this.lateness }),
      ...(pace instanceof OpenLoop && { notBegun: pace.notBegun() }),
    }
  }

  private pace(endNs: number): Pace {
    const { rate, seed } = this.asked
    if (rate === undefined) return closedLoop(this.clock, endNs)
    const arrivals = new Arrivals(rate, randomFrom(seed, STREAM.arrivals), this.clock)
    return new OpenLoop(() => arrivals.planned(), this.clock, endNs)
  }

  private async playAll(pace: Pace): Promise<void> {
    const playing = this.clients.map((client) => this.playOne(client, pace))
    try {
      await Promise.all(playing)
    } finally {
      pace.stop()
    }
  }

  private playOne(client: Client, pace: Pace): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const { number, player, primary, replica } = client
    const { record } = this
    const isOpen = this.asked.rate !== undefined
    const turn = () => pace.next(begin, resolve)
    const begin = (scheduledNs: number) => {
      const play = this.chosen(client)
      const { name, asks } = play.script
      const beganNs = this.clock()
      record?.begun(number, name, beganNs, isOpen ? scheduledNs : undefined)
      player.play(play, asks === 'replica' ? replica : primary, (error) => {
        const endNs = this.clock()
        record?.ended(number, name, endNs, error)
        if (error === undefined) {
          this.latencies.record(endNs - scheduledNs)
          if (isOpen) this.lateness.record(beganNs - scheduledNs)
          return turn()
        }
        const ending = this.ending(error, play)
        if (ending === undefined) turn()
        else reject(ending)
      })
    }
    turn()
    return promise
  }

  private chosen({ random }: Client): Play {
    const { chances } = this
    if (chances.length === 1) return chances[0].play
    const at = random.float() * chances.at(-1)!.upTo
    return chances.find(({ upTo }) => at < upTo)!.play
  }

  /** Counts what a server rolls back for others' sake; all else ends the load, and this is what it ends with. */
  private ending(error: Error, { script }: Play): Error | undefined {
    if (error instanceof SplitbrainError) return error
    const { code } = error as { code?: string }
    if (code?.startsWith('40')) {
      this.failed[code] = (this.failed[code] ?? 0) + 1
      return undefined
    }
    const after = `${seconds(this.clock()).toFixed(1)} s`
    const what = `After ${after} of ${script.name} the server said or did what ends the load`
    return new SplitbrainError('runtime', `${what}: ${errorText(error)}.`)
  }
}

/** Whoever gets no answer would wait for ever. */
function tooLate(): SplitbrainError {
  const message = `The server left transactions unanswered ${GRACE_MS / 1000} s after the end of the load.`
  return new SplitbrainError('timeout', message)
}
