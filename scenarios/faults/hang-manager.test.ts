import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { injectHere, layoutOf, running } from './manager-processes.fixture.ts'

const MANAGER = 'splitbrain-hangs.yml'
const inject = () => injectHere('hang-manager-n1', layoutOf(MANAGER))

async function stateOf({ child }: Running): Promise<string> {
  return (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(' ')[2]
}

type Running = Awaited<ReturnType<typeof running>>

async function comesToBe(one: Running, wanted: RegExp): Promise<void> {
  for (let looks = 0; !wanted.test(await stateOf(one)); looks++) {
    assert.ok(looks < 500, `it is ${await stateOf(one)}`)
    await sleep(5)
  }
}

test('the manager stands still until the undo, and nobody beside it does', async () => {
  using manager = await running(MANAGER)
  using server = await running('postgres')
  const { undo, effect } = await inject()
  await comesToBe(manager, /T/)
  assert.match(await stateOf(server), /[SR]/)
  assert.deepEqual(await effect!(), { took: true, by: { processesHung: 1, before: 0 } })
  await undo()
  await comesToBe(manager, /[SR]/)
})

test('where it stood still already, or is not there, nothing was done', async () => {
  const absent = await inject()
  assert.equal((await absent.effect!())?.took, false)
  using manager = await running(MANAGER)
  await inject()
  await comesToBe(manager, /T/)
  const again = await inject()
  assert.deepEqual(await again.effect!(), { took: false, by: { processesHung: 1, before: 1 } })
})
