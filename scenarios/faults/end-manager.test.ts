import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MeetsNothing } from '../../runner/fault.ts'
import { endManager } from './end-manager.ts'
import { formsOf } from './kind.ts'
import { injectHere, layoutOf, running } from './manager-processes.fixture.ts'

const MANAGER = 'splitbrain-dies.conf'
const layout = layoutOf(MANAGER, { isApart: true })
const inject = () => injectHere('end-manager-n1', layout)

test('the manager is gone, and nobody beside it', async () => {
  using manager = await running(MANAGER)
  using server = await running('postgres')
  const { effect, undo } = await inject()
  assert.deepEqual((await manager.ended)[1], 'SIGKILL')
  assert.equal(server.child.exitCode, null)
  assert.deepEqual(await effect!(), {
    took: true,
    by: { processesKilled: 1, processesLeft: 0 },
  })
  await undo()
})

test('where one is there again by then, or stayed, it tells that', async () => {
  using manager = await running(MANAGER)
  const { effect } = await inject()
  await manager.ended
  using again = await running(MANAGER)
  assert.equal(again.child.exitCode, null)
  assert.equal((await effect!())?.took, false)
})

test('where there is none it meets nothing', async () => {
  await assert.rejects(inject(), MeetsNothing)
})

test('it is not to be had where a manager is its server’s own parent', () => {
  assert.deepEqual([...formsOf(endManager, layoutOf(MANAGER)).keys()], [])
  assert.ok(formsOf(endManager, layout).has('end-manager-n1'))
})
