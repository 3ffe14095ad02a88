import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topologies } from '../scenarios/catalog.ts'
import { conditions } from '../scenarios/schedule/conditions.ts'
import { chooseCondition } from './choose-condition.ts'

function layoutOf(name: string) {
  const topology = topologies.find((each) => each.name === name)!
  return topology.layout(topology.options.parse({}))
}

const hotStandby = layoutOf('hot-standby')

const refuses = (words: string, message: RegExp, layout = hotStandby) =>
  assert.throws(() => chooseCondition(words, layout), { code: 'usage', exitCode: 64, message })

test('every example can be chosen where it is offered', () => {
  for (const { name } of topologies)
    for (const { example } of conditions) {
      const layout = layoutOf(name)
      const words = example(layout)
      if (words !== undefined) assert.ok(chooseCondition(words, layout), `${name}: ${words}`)
    }
})

test('one says it as one speaks, and the history has it so', () => {
  const names = (words: string) => chooseCondition(words, hotStandby).name
  assert.equal(names('after 1000 acknowledged writes'), '1000 acknowledged writes')
  assert.equal(names('while a commit waits'), 'a commit waits')
  assert.equal(names('when n2 is primary'), 'n2 is primary')
  assert.equal(names('n3 lag > 1.5MB'), 'n3 lag > 1.5MB')
  assert.equal(names('after failover'), 'after failover')
})

test('what is none is told with the nearest one', () => {
  refuses('standby lag > 1 mb', /did you mean standby lag > 1 MB\?/)
  refuses('all standby stream', /did you mean all standbys stream\?/)
  refuses('the moon is full', /There is no condition "the moon is full": there are standby lag/)
  refuses('n9 is primary', /There is no node "n9": did you mean n1 or n2 or n3\?/)
  refuses('n2 is primry', /There is no role "primry": did you mean primary\?/)
  refuses('n9 lag > 1 MB', /There is no node "n9"/)
})

test('what never holds in a topology is refused there', () => {
  const partitioned = layoutOf('partitioned')
  refuses('failover', /never holds in this topology: there are 1000 acknowledged/, partitioned)
  refuses('standby lag > 1 MB', /never holds/, partitioned)
  assert.ok(chooseCondition('london is down', partitioned))
})
