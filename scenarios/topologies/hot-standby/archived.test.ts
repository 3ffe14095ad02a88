import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseFault } from '../../../cli/choose-fault.ts'
import { chooseScenario } from '../../../cli/choose.ts'
import { contextOf, standing } from '../../faults/standing.fixture.ts'
import type { Layout } from '../topology.ts'
import { warmStandby } from '../warm-standby/warm-standby.ts'
import { hotStandby } from './hot-standby.ts'

const layout = hotStandby.layout(hotStandby.options.parse({ archive: 'on', standbys: 1 }))

test('an archive is a node that each server ships to, beside streaming', () => {
  assert.deepEqual(
    layout.nodes.map(({ name, role }) => `${name} ${role}`),
    ['n1 primary', 'n2 standby', 'archive archive'],
  )
  const shipping = layout.links.filter(({ group }) => group === 'archive')
  assert.deepEqual(
    shipping.map(({ from, to }) => `${from}-to-${to}`),
    ['n1-to-archive', 'n2-to-archive'],
  )
})

test('without the archive standbys go on streaming, so that none is away', () => {
  for (const words of ['kill-archive', 'stall-archiving', 'fill-archive'])
    assert.equal(chooseFault(words, layout).aim, undefined, words)
  assert.equal(chooseFault('kill-standby', layout).aim, 'standbys away')
  assert.equal(chooseFault('forget-upstream-n2', layout).aim, 'standbys away')
})

test('and no fault that keeps segments from it tells that any is, as it does where it stands between them', async () => {
  const shipping = warmStandby.layout(warmStandby.options.parse({}))
  for (const words of ['stall-archiving', 'fill-archive']) {
    const awayIn = async (where: Layout) => {
      const { cluster } = standing(where)
      const { detail } = await chooseFault(words, where).inject(contextOf(cluster))
      return detail!.away
    }
    assert.deepEqual(await awayIn(layout), [])
    assert.deepEqual(await awayIn(shipping), ['n2'])
  }
})

test('what says nothing, or would mix two histories in it, is refused', () => {
  const asked = (words: object) => () => chooseScenario('hot-standby', { ...words })
  assert.throws(asked({ archiveTimeout: 1 }), /--archive-timeout 1 says nothing without an archive/)
  assert.throws(asked({ archive: 'on', fence: 'no' }), /--archive on gets .* leave out --fence no/)
})

test('its claims are there with it, and that of a cascade where there is one', () => {
  const idsOf = (words: object) =>
    chooseScenario('hot-standby', { ...words }).claims.map(({ id }) => id)
  const ids = ['archive-is-continuous', 'streaming-continues-downstream']
  const among = (words: object) => ids.filter((id) => idsOf(words).includes(id))
  assert.deepEqual(among({}), [])
  assert.deepEqual(among({ archive: 'on' }), ids.slice(0, 1))
  assert.deepEqual(among({ archive: 'always', cascade: 'yes' }), ids)
})
