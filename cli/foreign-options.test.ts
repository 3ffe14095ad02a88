import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { z } from 'zod'
import { hotStandby } from '../scenarios/topologies/hot-standby/hot-standby.ts'
import { foreignOptions } from './foreign-options.ts'

const other = (name: string) => ({
  ...hotStandby,
  name,
  options: z.object({ segment: z.number(), standbys: z.number() }),
})
const all = [hotStandby, other('a'), other('b')]

test('another topology’s option is refused with whose it is, whatever follows it', () => {
  for (const words of [['--segment', '3'], ['--segment=3'], ['--segment']]) {
    const command = new Command()
    for (const option of foreignOptions(hotStandby, all)) command.addOption(option)
    assert.throws(() => command.parse(words, { from: 'user' }), {
      exitCode: 64,
      message: /^--segment is an option of a and b, not of hot-standby: [^\n]*--help/,
    })
  }
})

test('what several topologies have is no foreign option, and none is shown', () => {
  assert.deepEqual(
    foreignOptions(hotStandby, all).map(({ long, hidden }) => [long, hidden]),
    [['--segment', true]],
  )
  assert.deepEqual(foreignOptions(hotStandby, [hotStandby]), [])
})
