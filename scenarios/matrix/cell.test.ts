import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topologies } from '../catalog.ts'

test('where a check decides what a lost primary comes to, a claim tells whether one was replaced', () => {
  for (const { name, matrix = [] } of topologies)
    for (const { says, words, decidedBy } of matrix) {
      const losesPrimary = (words.faults as string[] | undefined)?.includes('kill-primary')
      if ('check' in decidedBy && losesPrimary) assert.ok(decidedBy.after, `${name}: ${says}`)
    }
})
