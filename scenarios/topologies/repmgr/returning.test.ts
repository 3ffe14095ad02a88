import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RepmgrNode } from '../../services/repmgr/repmgr-node.ts'
import { Returning } from './returning.ts'

interface Standing {
  up: boolean
  standby: boolean
  timeline: number
  /** Whom it streams from, and its daemon watches. */
  of: string
}

/** A node of repmgr's that tells what is done to it, and has it come true. */
class Fake {
  readonly name: string
  readonly done: string[] = []
  readonly about: { id: number; sql: { host: string } }
  private readonly is: Standing
  cantFollow = false

  constructor(name: string, is: Partial<Standing>) {
    this.name = name
    this.about = { id: Number(name.slice(1)), sql: { host: name } }
    this.is = { up: true, standby: true, timeline: 1, of: 'n1', ...is }
  }

  readonly server = {
    node: {
      boot: async () => {},
      // Whether it has a standby's file is all that is asked of it.
      exec: async () => ({ exitCode: this.is.standby ? 1 : 0, output: '' }),
    },
    running: async () => this.is.up,
    start: async () => this.tell('start', { up: true }),
    stop: async () => this.tell('stop', { up: false }),
    look: async (text: string) => {
      const { standby, timeline, of } = this.is
      if (text.includes('wal_receiver')) return standby ? [{ host: of }] : []
      if (text.includes('get_upstream_node_id')) return [{ upstream: Number(of[1]), seconds: 0 }]
      return [{ standby, lsn: '1', timeline: standby ? null : `0000000${timeline}` }]
    },
  }

  watch = async () => {}
  unwatch = async () => {}
  follow = async ({ name }: { name: string }) => {
    if (this.cantFollow) throw new Error('it has diverged')
    this.tell('follow', { of: name })
  }
  rejoin = async ({ name }: { name: string }) =>
    this.tell('rejoin', { standby: true, of: name, timeline: 1 })

  private tell(what: string, now: Partial<Standing>): void {
    this.done.push(what)
    Object.assign(this.is, now)
  }
}

/** What is done for n1 where n2 leads on the second timeline. */
async function doneFor(n1: Fake, startsAsItWas = false): Promise<string[]> {
  const n2 = new Fake('n2', { standby: false, timeline: 2, of: 'n2' })
  const all = new Map([n1, n2].map((each) => [each.name, each as unknown as RepmgrNode]))
  const patience = { unseenMs: 10, findingMs: 50 }
  const returning = new Returning(all, undefined, startsAsItWas, patience)
  await returning.reunite(n2 as unknown as RepmgrNode)
  assert.deepEqual(n2.done, [])
  return n1.done
}

test('a standby that follows the one that leads is left alone; one that died is started', async () => {
  assert.deepEqual(await doneFor(new Fake('n1', { of: 'n2' })), [])
  assert.deepEqual(await doneFor(new Fake('n1', { of: 'n2', up: false })), ['start'])
})

test('one that follows somebody else is told to, and rejoins where it can’t', async () => {
  assert.deepEqual(await doneFor(new Fake('n1', { of: 'n3' })), ['follow'])
  const ahead = new Fake('n1', { of: 'n3' })
  ahead.cantFollow = true
  assert.deepEqual(await doneFor(ahead), ['stop', 'rejoin', 'start'])
})

test('a primary that died rejoins, or is started as it was, and rejoins once that is seen', async () => {
  const dead = () => new Fake('n1', { standby: false, up: false, of: 'n1' })
  assert.deepEqual(await doneFor(dead()), ['stop', 'rejoin', 'start'])
  assert.deepEqual(await doneFor(dead(), true), ['start', 'stop', 'rejoin', 'start'])
})

test('one that takes writes on an older timeline gives way, and one on a newer does not', async () => {
  const old = new Fake('n1', { standby: false, of: 'n1' })
  assert.deepEqual(await doneFor(old), ['stop', 'rejoin', 'start'])
  const promoted = new Fake('n1', { standby: false, timeline: 3, of: 'n1' })
  assert.deepEqual(await doneFor(promoted), [])
})
