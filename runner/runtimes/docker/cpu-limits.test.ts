import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Docker from 'dockerode'
import type { Node } from '../runtime.ts'
import { CpuLimits, throttledMsIn } from './cpu-limits.ts'

test('both versions of cgroups tell for how long they throttled', () => {
  assert.equal(throttledMsIn('nr_throttled 14\nthrottled_time 272523232\nnr_bursts 0\n'), 273)
  assert.equal(throttledMsIn('usage_usec 9\nnr_throttled 14\nthrottled_usec 272523\n'), 273)
  assert.throws(() => throttledMsIn('usage_usec 9\n'), /does not count/)
})

test('of several limits the least holds, until none is left', async () => {
  const quotas: number[] = []
  let throttled = 0
  const container = { update: async ({ CpuQuota }: { CpuQuota: number }) => quotas.push(CpuQuota) }
  const exec = async () => ({ exitCode: 0, output: `throttled_usec ${(throttled += 5000)}` })
  const limits = new CpuLimits(
    container as unknown as Docker.Container,
    { exec } as unknown as Node,
  )
  const first = await limits.limit(20)
  const second = await limits.limit(5)
  assert.deepEqual(await second.effect(), { took: true, by: { throttledMs: 5 } })
  await second.undo()
  await second.undo()
  await first.undo()
  assert.deepEqual(quotas, [20_000, 5_000, 20_000, 20_000, -1])
})
