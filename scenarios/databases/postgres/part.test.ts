import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Part } from '../../../runner/topology.ts'
import { leadAmong, type Lead } from './part.ts'

const writing = (timeline: number): Part => ({ standby: false, lsnBytes: 9, timeline })
const standby: Part = { standby: true, lsnBytes: 9 }
const first: Lead = { name: 'n1', timeline: 1 }

const led = (parts: Record<string, Part>, before = first) =>
  leadAmong(new Map(Object.entries(parts)), before).name

test('whoever takes writes on the newest timeline leads', () => {
  assert.equal(led({ n1: writing(1), n2: standby }), 'n1')
  assert.equal(led({ n1: standby, n2: writing(2) }), 'n2')
  assert.equal(led({ n1: writing(1), n2: writing(2) }), 'n2')
  assert.equal(led({ n2: writing(2), n1: writing(1) }), 'n2')
})

test('one that was replaced does not lead again by coming back, be it that nobody else answers', () => {
  const now = { name: 'n2', timeline: 2 }
  assert.equal(led({ n1: writing(1) }, now), 'n2')
  assert.equal(led({ n1: writing(3) }, now), 'n1')
})

test('where nobody takes writes it is still the one that led', () => {
  assert.equal(led({}), 'n1')
  assert.equal(led({ n1: standby, n2: standby }), 'n1')
})
