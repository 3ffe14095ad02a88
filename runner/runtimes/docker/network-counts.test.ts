import assert from 'node:assert/strict'
import { test } from 'node:test'
import { droppedBy, effectOf, shapedBy, withoutRoute } from './network-counts.ts'

test('packets dropped by rules are added', () => {
  const output = `[3:180] -A INPUT -p tcp -m comment --comment splitbrain-0 -j DROP
[2:99] -A OUTPUT -p tcp -m comment --comment splitbrain-0 -j DROP`
  assert.deepEqual(droppedBy('splitbrain-0').read(output), { packetsDropped: 5 })
})

test('packets without a way out are found by the name of their column', () => {
  const output = `Ip: Forwarding OutDiscards OutNoRoutes ReasmTimeout
Ip: 1 0 17 0
Tcp: RtoAlgorithm OutNoRoutes
Tcp: 1 99`
  assert.deepEqual(withoutRoute.read(output), { packetsWithoutRoute: 17 })
})

test('a discipline tells what went through it and what it dropped', () => {
  const output = `qdisc tbf 8001: root refcnt 9 rate 1600Kbit burst 16000b lat 400ms
 Sent 52341 bytes 77 pkt (dropped 4, overlimits 61 requeues 0)`
  const figures = { bytesShaped: 52341, packetsDropped: 4 }
  assert.deepEqual(shapedBy([], false).read(output), figures)
  assert.equal(effectOf(shapedBy([], false), {}, figures).took, true)
  const kept = { ...figures, packetsDropped: 0 }
  assert.equal(effectOf(shapedBy([], true), {}, kept).took, false)
})

test('what was counted before is not put down to it', () => {
  const effect = effectOf(withoutRoute, { packetsWithoutRoute: 17 }, { packetsWithoutRoute: 17 })
  assert.deepEqual(effect, { took: false, by: { packetsWithoutRoute: 0 } })
})
