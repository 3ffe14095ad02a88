import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SplitbrainError } from '../history/errors.ts'
import { Phases } from './phases.ts'

function begin() {
  let now = 0
  const announced: string[] = []
  const phases = new Phases(
    () => ++now,
    async (name) => void announced.push(name),
  )
  return { phases, announced }
}

const never = () => new Promise<never>(() => {})

test('remembers when each phase was, and announces it', async () => {
  const { phases, announced } = begin()
  assert.equal(await phases.run('start', 1000, async () => 7), 7)
  await phases.run('stop', 1000, async () => {})
  assert.deepEqual(announced, ['start', 'stop'])
  assert.deepEqual(phases.results, [
    { name: 'start', startNs: 1, endNs: 2 },
    { name: 'stop', startNs: 3, endNs: 4 },
  ])
})

test('a phase that outlasts its limit is a timeout that names the phase', async () => {
  const { phases } = begin()
  await assert.rejects(phases.run('recover', 5, never), { code: 'timeout', message: /"recover"/ })
  assert.match(phases.results[0].error!, /recover/)
  assert.ok(phases.results[0].endNs > 0)
})

test('keeps and throws the error of a phase', async () => {
  const { phases } = begin()
  const failing = phases.run('start', 1000, async () => {
    throw new Error('no room')
  })
  await assert.rejects(failing, /no room/)
  assert.equal(phases.results[0].error, 'no room')
})

test('cancelling ends the wait with the reason', async () => {
  const { phases } = begin()
  const cancelled = new AbortController()
  const waiting = phases.run('start', 60_000, never, cancelled.signal)
  cancelled.abort(new SplitbrainError('interrupted', 'The run was interrupted.'))
  await assert.rejects(waiting, { code: 'interrupted' })
  assert.equal(phases.results[0].error, 'The run was interrupted.')
})

test('what is cancelled already is never begun', async () => {
  const { phases } = begin()
  let begun = false
  const act = async () => {
    begun = true
  }
  const reason = new SplitbrainError('interrupted', 'The run was interrupted.')
  await assert.rejects(phases.run('set up', 1000, act, AbortSignal.abort(reason)), reason)
  assert.equal(begun, false)
})

test('a late failure of a phase that was given up goes nowhere', async () => {
  const { phases } = begin()
  const { promise, reject } = Promise.withResolvers<never>()
  await assert.rejects(
    phases.run('load', 5, () => promise),
    { code: 'timeout' },
  )
  reject(new Error('too late'))
  await promise.catch(() => {})
})
