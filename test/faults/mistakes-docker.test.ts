import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { skewOf } from '../../scenarios/databases/postgres/clock.ts'
import { skipContainers as skip } from '../runs/docker.ts'
import { laboratoryOn } from './laboratory.ts'
import { mistakes } from './mistakes.ts'

describe('mistakes of operators on the docker runtime', { skip }, () => {
  const laboratory = laboratoryOn('docker', { sync: 'on', slots: 'yes' })
  const serverOf = (name: string) => laboratory().cluster.server({ name })

  test('reset-wal-n3: it is ahead of all by its position, and gets nothing', () =>
    laboratory().during('reset-wal-n3', async () => {
      const [ahead, primary] = await Promise.all(
        ['n3', 'n1'].map((name) => serverOf(name).position()),
      )
      assert.ok(ahead.standby && ahead.lsnBytes > primary.lsnBytes)
      await laboratory().expectReplicated((standby) => standby !== 'n3')
    }))

  for (const [words, least] of [
    ['clock-n1', 3000],
    ['clock-n2:jump=-3600', 3000],
    ['clock-n3:jump=0:rate=5', 0.05],
  ] as const)
    test(`${words}: that server alone has another time, and then the same as all`, async () => {
      const name = words.slice('clock-'.length, 'clock-n1'.length)
      const others = ['n1', 'n2', 'n3'].filter((other) => other !== name)
      await laboratory().during(words, async () => {
        assert.ok(Math.abs(await skewOf(serverOf(name))) > least)
        for (const other of others) assert.ok(Math.abs(await skewOf(serverOf(other))) < 3000)
        await laboratory().expectReplicated(() => true)
      })
      while (Math.abs(await skewOf(serverOf(name))) > 3000);
    })

  mistakes(laboratory)
})
