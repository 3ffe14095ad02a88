import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodesOf, Offices, officesIn } from './offices.ts'

const two = new Offices(2)
const three = new Offices(3)

test('each row has one office, negative ones too', () => {
  const rows = [-2, -1, 0, 1, 2, 3]
  const [l, p, b] = ['london', 'paris', 'berlin']
  assert.deepEqual(
    rows.map((row) => two.of(row)),
    [l, p, l, p, l, p],
  )
  assert.deepEqual(
    rows.map((row) => three.of(row)),
    [p, b, l, p, b, l],
  )
  assert.deepEqual(
    [two.ownRows('london', 'key'), three.ownRows('berlin', 'key')],
    ['((key % 2) + 2) % 2 = 0', '((key % 3) + 3) % 3 = 2'],
  )
})

test('a request’s home is that of its key, or else of the row that it adds', () => {
  assert.equal(two.homeOf({ key: 1, value: 2 }), 'paris')
  assert.equal(two.homeOf({ key: 0, value: [1, 3] }), 'london')
  assert.equal(two.homeOf({ value: 2 }), 'london')
})

test('a request of several rows is of all their offices, and one of no row is of every office', () => {
  const homes = (value: unknown) => two.homesOf({ value })
  assert.deepEqual(homes(null), ['london', 'paris'])
  assert.deepEqual(homes([['r', 2, null]]), ['london'])
  assert.deepEqual(
    homes([
      ['r', 3, null],
      ['append', 2, 1],
    ]),
    ['london', 'paris'],
  )
  assert.deepEqual(homes({ id: 2, payer: 4, payee: 6, amount: 1 }), ['london'])
  assert.deepEqual(homes({ id: 3, payer: 4, payee: 6, amount: 1 }), ['london', 'paris'])
  assert.equal(two.homeOf({ value: null }), undefined)
})

test('servers are named after their office', () => {
  assert.deepEqual(nodesOf('paris', 1), ['paris', 'paris2'])
  assert.deepEqual(officesIn('london2+paris'), ['london', 'paris'])
})
