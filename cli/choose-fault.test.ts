import assert from 'node:assert/strict'
import { test } from 'node:test'
import { example } from '../scenarios/topologies/external/description.ts'
import { external } from '../scenarios/topologies/external/external.ts'
import { layoutOf } from '../scenarios/topologies/hot-standby/layout.fixture.ts'
import { chooseFault } from './choose-fault.ts'

const layout = layoutOf(3)

function refuses(words: string, message: RegExp, among = layout): void {
  assert.throws(() => chooseFault(words, among), { code: 'usage', exitCode: 64, message })
}

test('a fault is called by the words that chose it', () => {
  const words = 'delay-replication:ms=20:jitter=5'
  assert.equal(chooseFault(words, layout).name, words)
})

test('what it needs of a runtime hangs on what does it', () => {
  const needs = (words: string) => [...chooseFault(words, layout).needs].toSorted()
  assert.deepEqual(needs('partition-n1'), [])
  assert.deepEqual(needs('kill-n1'), ['kill'])
  assert.deepEqual(needs('partition-n1:by=packets'), ['packet-filter'])
  assert.deepEqual(needs('partition-n1:by=interface'), ['node-network'])
  assert.deepEqual(needs('loss-clients'), ['packet-filter', 'packet-loss'])
  assert.deepEqual(needs('delay-n1:by=netem'), ['netem'])
  assert.deepEqual(needs('rate-primary:by=tbf'), ['tbf'])
})

test('of servers of your own each that is meant has to have the hooks', () => {
  const [n1, n2] = example.nodes
  const some = external.layout({ cluster: { ...example, nodes: [n1, { ...n2, able: ['pause'] }] } })
  refuses('kill-n2', /kill-n2 needs the hooks kill and start of n2.*aim at another node/, some)
  refuses('stop-all', /needs the hooks stop and start of n2/, some)
  refuses('kill-standby', /needs the hooks kill and start of n2/, some)
  for (const words of ['kill-n1', 'kill-primary', 'pause-n2']) chooseFault(words, some)
})

test('names of nodes, links and verbs that are not known get the nearest', () => {
  refuses('kil-primary', /no fault "kil-primary": did you mean kill-primary/)
  refuses('partition-n9', /did you mean .*partition-n1/)
  refuses('cut-n2-to-n9', /did you mean .*cut-n2-to-n1/)
  refuses('cut-client', /did you mean .*cut-clients/)
  refuses('halves-n1', /did you mean halves/)
  refuses(
    'stop-nobody',
    /no target of stop "nobody": there are primary, standby, n1, n2, n3, random, all\.$/,
  )
  refuses('', /no fault ""/)
  refuses('explode', /no fault "explode": there are kill-<node>, .*, cut-<links>, /)
})

test('a target that the cluster lacks and none is like is told beside those it has', () => {
  refuses(
    'kill-leader',
    /no target of kill "leader": there are primary, standby, n1, n2, n3, random, all\.$/,
  )
  refuses('cut-archive', /no target of cut "archive": there are all, clients, operator, repl/)
})

test('a fault of links takes several targets, every other fault takes one', () => {
  const words = 'cut-n2-to-n1+clients:by=packets'
  assert.equal(chooseFault(words, layout).name, words)
  refuses('cut-n2-to-n1+client', /no target of cut "client": did you mean clients/)
  refuses('kill-n1+n2', /kill takes one target, so \+n2 says nothing to it/)
  refuses('halves+n1', /halves takes one target/)
})

test('settings that are not known, or no value for what they set, get the nearest or the bound', () => {
  refuses('delay-n1:millis=3', /no setting of delay-n1 "millis"/)
  refuses('delay-n1:jiter=3', /did you mean jitter/)
  refuses('partition-n1:by=packet', /no value of partition-n1:by "packet": did you mean packets/)
  refuses('halves:by=disconnect', /there are proxy, packets/)
  for (const value of ['fast', '0', '60001', '1.5', '', ' ', '0x10', '1e3'])
    refuses(
      `delay-n1:ms=${value}`,
      new RegExp(`^delay-n1:ms takes a whole number from 1 to 60000, not "${value}"\\.$`),
    )
  refuses('delay-n1:ms', /^delay-n1:ms takes a whole number .*, not ""/)
  refuses(
    'loss-n1:percent=101',
    /^loss-n1:percent takes a number above 0 and up to 100, not "101"\.$/,
  )
  refuses('delay-n1:ms=3:ms=4', /^delay-n1:ms is set twice/)
  refuses('stop-n1:by=packets', /stop-n1 has no settings/)
})

test('what the kernel does to a whole node can not be asked for a link', () => {
  refuses('delay-clients:by=netem', /name a node .*delay-primary:by=netem/)
  refuses('rate-n2-to-n1:by=tbf', /name a node/)
  refuses('rate-n2+n3:by=tbf', /name a node/)
})

test('a shape that takes more nodes says how many', () => {
  refuses('ring', /ring needs 3 nodes at least, not 2/, layoutOf(2))
  refuses('minority-primary', /needs 3 nodes/, layoutOf(2))
  assert.equal(chooseFault('halves', layoutOf(2)).name, 'halves')
})
