import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import { call, event, fault, timeline } from '../../claims/timeline.fixture.ts'
import { needsNoMonitor, writesWithoutStandbys } from './goes-on.ts'
import { options } from './options.ts'

type Lines = ReturnType<typeof event>
type Build = typeof needsNoMonitor

/** What a claim says of a run with these options, with a fault from 1 s to 30 s in most of them. */
function told(claim: Build, words: object, ...lines: Lines[]): string {
  const evidence = timeline(...lines)
  const { verdict, reason } = claim(options.parse(words)).decide(counted(0), evidence)
  return `${verdict}: ${reason}`
}

const at = (seconds: number, type: 'ok' | 'info' = 'ok') =>
  call({ value: seconds, ms: [seconds * 1000, seconds * 1000 + (type === 'ok' ? 10 : 5000)], type })
const during = (f: string, value: object) => fault(f, [1000, 30_000], value)

describe('the service needs no monitor', () => {
  const say = (...lines: Lines[]) => told(needsNoMonitor, {}, ...lines)
  const dead = during('kill-monitor', { nodes: ['monitor'] })

  test('holds where writes are acknowledged for long after it is gone', () => {
    assert.match(
      say(dead, at(2), at(20)),
      /^holds: While kill-monitor kept the monitor away from n1/,
    )
  })

  test('is violated where they hang', () => {
    assert.match(say(dead, at(2), at(20, 'info')), /^violated/)
  })

  test('is unknown where nobody writes by then, or another fault is there as well', () => {
    assert.match(say(dead, at(2)), /^unknown/)
    const beside = fault('kill-n2', [5000, 6000], { nodes: ['n2'] })
    assert.match(say(dead, beside, at(20, 'info')), /^unknown/)
  })

  test('speaks of a primary that has a standby, and lost the monitor', () => {
    const { trial } = needsNoMonitor(options.parse({}))
    assert.ok(typeof trial === 'function')
    const lost = ['n1 to monitor', 'monitor to n1', 'n1 to n2', 'n1 to n3']
    assert.equal(trial(timeline(during('partition-n1', { nodes: ['n1'], lost }), at(20))), false)
    assert.equal(trial(timeline(during('kill-n2', { nodes: ['n2'] }), at(20))), false)
    const cut = { nodes: ['n1', 'monitor'], links: ['n1-to-monitor'] }
    assert.equal(trial(timeline(during('cut-n1-to-monitor', cut), at(20))), true)
  })
})

describe('writes go on without standbys', () => {
  const say = (...lines: Lines[]) => told(writesWithoutStandbys, { standbys: 1 }, ...lines)
  const cut = during('cut-n1-to-n2', { nodes: ['n1', 'n2'], links: ['n1-to-n2'] })

  test('holds once they were given up', () => {
    const dead = during('kill-n2', { nodes: ['n2'] })
    assert.match(say(dead, at(2, 'info'), at(20)), /^holds: While kill-n2 kept all standbys away/)
  })

  test('is violated where they hang for ever', () => {
    assert.match(say(cut, at(2, 'info'), at(20, 'info')), /^violated.*0 of 1 writes/)
  })

  test('is unknown before anybody had to be given up', () => {
    const short = fault('kill-n2', [1000, 5000], { nodes: ['n2'] })
    assert.match(say(short, at(2, 'info')), /^unknown/)
  })

  test('says nothing where a standby is left, or the monitor is away too', () => {
    const { trial } = writesWithoutStandbys(options.parse({ standbys: 2, syncStandbys: 0 }))
    assert.ok(typeof trial === 'function')
    assert.equal(trial(timeline(cut, at(20))), false)
    const alone = { nodes: ['n1'], lost: ['n1 to n2', 'n1 to n3', 'n1 to monitor'] }
    assert.equal(trial(timeline(during('partition-n1', alone), at(20))), false)
  })

  test('says nothing of a time in which another became the primary', () => {
    const after = event('observed', 'failover', [9000], { from: 'n1', to: 'n2' })
    assert.match(say(cut, after, at(20, 'info')), /^unknown/)
  })
})
