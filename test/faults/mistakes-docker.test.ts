import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { skewOf } from '../../scenarios/databases/postgres/clock.ts'
import { skipContainers as skip } from '../runs/docker.ts'
import { laboratoryOn } from './laboratory.ts'

describe('mistakes of operators on the docker runtime', { skip }, () => {
  const laboratory = laboratoryOn('docker', { sync: 'on', slots: 'yes' })
  const serverOf = (name: string) => laboratory().cluster.server({ name })

  test('reset-wal-n3: it is a server of its own, ahead of all by its position, and gets nothing', () =>
    laboratory().during('reset-wal-n3', async () => {
      const [ahead, primary] = await Promise.all(
        ['n3', 'n1'].map((name) => serverOf(name).position()),
      )
      assert.ok(!ahead.standby && ahead.lsnBytes > primary.lsnBytes)
      // What it had not brought to its tables is gone, a table of the test's own perhaps too.
      await laboratory().expectReplicated((standby) => (standby === 'n3' ? undefined : true))
      assert.equal(await serverOf('n3').receives(), false)
    }))

  const isAside = async (name: string) => {
    const { least, most } = await skewOf(serverOf(name))
    return least > 0 || most < 0
  }
  for (const name of ['n1', 'n2', 'n3']) {
    const how = { n1: '', n2: ':jump=-3600', n3: ':jump=0:rate=5' }[name]
    test(`clock-${name}${how}: that server alone has another time, and then the same as all`, async () => {
      await laboratory().during(`clock-${name}${how}`, async () => {
        for (const each of ['n1', 'n2', 'n3']) assert.equal(await isAside(each), each === name)
        await laboratory().expectReplicated(() => true)
      })
      const until = performance.now() + 15_000
      while (await isAside(name)) assert.ok(performance.now() < until, 'its clock is not back')
    })
  }
})
