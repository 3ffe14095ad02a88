import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { Register } from './register.ts'

type Says = { leader: string | null; promoting: boolean }

/** Servers by what each answers; one that is frozen never does, and one that is dead refuses. */
const of = (all: Record<string, Says | 'frozen' | 'dead'>) =>
  new Register(
    Object.entries(all).map(([name, says]) => {
      const look = () => {
        if (says === 'frozen') return new Promise(() => {})
        return says === 'dead' ? Promise.reject(new Error('refused')) : Promise.resolve([says])
      }
      return { node: { name, home: '/home' }, look } as unknown as PostgresServer
    }),
  )
const says = (leader: string | null, promoting = false): Says => ({ leader, promoting })

test('the primary’s own copy of the table is asked before any other', async () => {
  const register = of({ n1: says('n1'), n2: says('n2') })
  assert.equal(await register.leader('n2'), 'n2')
  assert.equal(await register.leader('n1'), 'n1')
})

test('where it is dead or frozen another one tells, and nobody is waited for', async () => {
  assert.equal(await of({ n1: 'dead', n2: says('n1') }).leader('n1'), 'n1')
  const began = performance.now()
  assert.equal(await of({ n1: 'frozen', n2: says('n1') }).leader('n1'), 'n1')
  assert.ok(performance.now() - began < 3000)
})

test('nobody leads while one of them is promoted, or where nobody is in the table', async () => {
  assert.equal(await of({ n1: 'dead', n2: says('n1', true) }).leader('n1'), null)
  assert.equal(await of({ n1: says(null) }).leader('n1'), null)
})

test('where nobody answers nobody knows', async () => {
  await assert.rejects(of({ n1: 'dead', n2: 'dead' }).leader('n1'))
})
