import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Act } from './acts.ts'
import { ExternalNode } from './node.ts'

/** A machine that answers while it is neither down nor frozen, and hooks that do what they say, or nothing. */
function laboratory({ idle = [], failing = [] }: { idle?: Act[]; failing?: Act[] } = {}) {
  const done: string[] = []
  let [up, thawed, reached] = [true, true, true]
  const does: Partial<Record<Act, () => void>> = {
    kill: () => (up = false),
    start: () => (up = true),
    pause: () => (thawed = false),
    resume: () => (thawed = true),
    partition: () => (reached = false),
    heal: () => (reached = true),
  }
  const doings = Object.fromEntries(
    Object.entries(does).map(([act, effect]) => [
      act,
      async ({ told = '' }: { told?: string }) => {
        done.push(told === '' ? act : `${act} ${told}`)
        if (failing.includes(act as Act)) throw new Error(`${act} failed`)
        if (!idle.includes(act as Act)) effect()
        return act === 'partition' ? 'was here' : ''
      },
    ]),
  )
  const owed: string[] = []
  const owe = ({ act, told }: { act: Act; told: string }) => {
    const word = `${act} ${told}`.trim()
    owed.push(word)
    return () => void owed.splice(owed.indexOf(word), 1)
  }
  const answers = async () => up && thawed && reached
  const node = new ExternalNode({ name: 'n1', doings, answers }, { primary: 'n1', owe })
  return { node, done, owed }
}

test('what is done to it is owed until it is taken back, once', async () => {
  const { node, done, owed } = laboratory()
  await node.kill()
  await node.kill()
  assert.equal(await node.running(), false)
  assert.deepEqual(owed, ['start'])
  await node.boot()
  await node.boot()
  assert.equal(await node.running(), true)
  assert.deepEqual(owed, [])
  assert.deepEqual(done, ['kill', 'start'])
})

test('one that was frozen and then killed is started, and not thawed', async () => {
  const { node, done } = laboratory()
  await node.pause()
  assert.equal(await node.frozen(), true)
  assert.equal(await node.running(), true)
  await node.kill()
  assert.equal(await node.running(), false)
  await node.boot()
  assert.deepEqual(done, ['pause', 'kill', 'start'])
})

test('a hook that does nothing is seen to have done nothing', async () => {
  const { node } = laboratory({ idle: ['kill', 'pause', 'partition'] })
  await node.pause()
  assert.equal(await node.frozen(), false)
  await node.resume()
  await node.kill()
  assert.equal(await node.running(), true)
  const { effect } = await node.network.disconnect()
  assert.deepEqual(await effect(), { took: false, by: { answeredBefore: 'n1', answersNow: 'n1' } })
})

test('what a partition said is told to what heals it', async () => {
  const { node, done, owed } = laboratory()
  const { undo, effect } = await node.network.disconnect()
  assert.equal((await effect())?.took, true)
  assert.deepEqual(owed, ['heal was here'])
  await undo()
  assert.deepEqual(done, ['partition', 'heal was here'])
  assert.deepEqual(owed, [])
})

test('whoever failed and left it as it was owes nothing, and whoever is disposed of is given back', async () => {
  const { node, owed } = laboratory({ failing: ['kill'] })
  await assert.rejects(node.kill(), /kill failed/)
  assert.deepEqual(owed, [])
  await node.pause()
  await node[Symbol.asyncDispose]()
  assert.equal(await node.running(), true)
  assert.deepEqual(owed, [])
})

test('what it has no hook for is named, before anything is done', async () => {
  const { node, done } = laboratory()
  await assert.rejects(node.stop(), { code: 'usage', message: /^n1 has no hook stop/ })
  await assert.rejects(node.exec(), { code: 'usage' })
  assert.deepEqual(done, [])
})
