import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseFault } from '../../cli/choose-fault.ts'
import { MeetsNothing } from '../../runner/fault.ts'
import { faults, topologies } from '../catalog.ts'
import type { Layout } from '../topologies/topology.ts'
import { formsOf } from './kind.ts'
import { contextOf, soon } from './standing.fixture.ts'
import { unchanging, type World } from './unchanging.fixture.ts'

/**
 * Once none of them has told anything in so many looks one after another, those that are left wait for what never comes
 * here. On a machine that is busy all of them are late together, so that it is turns that count and not how long it was.
 */
const LOOKS = 25
const LOOK_MS = 20

const worlds: World[] = [
  { state: 'well' },
  { state: 'down' },
  { state: 'frozen' },
  { state: 'done', setting: '' },
  { state: 'done', setting: 'FIRST 1 (gone)' },
]

/** Every layout, with all that faults may ask of one. */
const layouts: Layout[] = topologies.map(({ layout, options }) => {
  const usual = layout(options.parse({}))
  const nodes = usual.nodes.map((node) => ({ ...node, device: 'own' as const }))
  return { ...usual, nodes, waits: true, slots: true }
})

/** Those that come to no end where nothing changes, so that nobody asks for their effect, and why. */
const endless: Record<string, string> = {
  'lose-segment': 'it waits for a segment that the archive loses',
  'corrupt-segment': 'it waits for a segment that the archive spoils',
  return: 'it waits for another primary in the place of the one that it killed',
  'interrupt-rewind': 'it waits for another primary, too',
  clock: 'it waits until the server has another time',
}

interface Told {
  verb: string
  /** The fault and where it was injected. */
  what: string
  took: unknown
}

interface Trial {
  world: World
  /** What becomes of it between the injection and the question for its effect. */
  later?: World['state']
  layout: Layout
  verb: string
  words: string
}

function injected({ world, later, layout, verb, words }: Trial, over: AbortSignal): Promise<Told> {
  const own = { ...world }
  const then = later === undefined ? '' : ` and later ${later}`
  const about = { verb, what: `${words} where all is ${JSON.stringify(world)}${then}` }
  const context = { ...contextOf(unchanging(layout, own)), over }
  const told = async (): Promise<Told> => {
    const { undo, effect } = await chooseFault(words, layout).inject(context)
    own.state = later ?? own.state
    const { took } = (await effect()) ?? {}
    await undo()
    return { ...about, took }
  }
  const failed = (error: Error): Told => ({
    ...about,
    took: error instanceof MeetsNothing ? false : error,
  })
  return told().catch(failed)
}

/** Every fault, in every layout in which it can be aimed at something. */
function trialsIn(worlds: readonly Pick<Trial, 'world' | 'later'>[]): Trial[] {
  return layouts.flatMap((layout) =>
    faults
      .filter(({ verb }) => !(verb in endless))
      .flatMap((kind) => {
        const [form] = formsOf(kind, layout).keys()
        const words = form && soon(form, kind, 0)
        return words ? worlds.map((each) => ({ ...each, layout, verb: kind.verb, words })) : []
      }),
  )
}

async function all(trials: readonly Trial[]): Promise<Told[]> {
  const over = new AbortController()
  let told = 0
  const tellingAll = trials.map((trial) => injected(trial, over.signal).finally(() => told++))
  for (let before = -1, silent = 0; silent < LOOKS; await sleep(LOOK_MS)) {
    silent = told > before ? 0 : silent + 1
    before = told
  }
  over.abort()
  return Promise.all(tellingAll)
}

const liarsAmong = (told: readonly Told[]) =>
  told.filter(({ took }) => took === true).map(({ what }) => what)

test('no fault says that it did something to a cluster that stays as it is', async () => {
  const told = await all(trialsIn(worlds.map((world) => ({ world }))))
  assert.deepEqual(liarsAmong(told), [])
  const asked = new Set(told.filter(({ took }) => took === false).map(({ verb }) => verb))
  const unasked = faults.map(({ verb }) => verb).filter((verb) => !asked.has(verb))
  assert.deepEqual(unasked.toSorted(), Object.keys(endless).toSorted())
})

test('what a daemon is to do already, or for another fault, is no work for a second one', async () => {
  const verbs = 'lose-segment corrupt-segment fill-archive stall-archiving crash-in-commit'.split(
    ' ',
  )
  for (const verb of verbs) {
    const layout = layouts.find(
      (each) =>
        formsOf(
          faults.find((kind) => kind.verb === verb)!,
          each,
        ).size > 0,
    )!
    const context = contextOf(unchanging(layout, { state: 'wished' }))
    await assert.rejects(chooseFault(verb, layout).inject(context), MeetsNothing, verb)
  }
})

test('no fault takes for its own what somebody else does to the cluster after it', async () => {
  const laters = ['down', 'frozen', 'done'] as const
  const told = await all(trialsIn(laters.map((later) => ({ world: { state: 'well' }, later }))))
  assert.deepEqual(liarsAmong(told), [])
})
