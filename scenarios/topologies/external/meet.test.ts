import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf } from './address.ts'
import { askedByHook, heldFor, type Look, type OwnMachine } from './machine.ts'
import { meet } from './meet.ts'

type Given = Look | Error

function machine(
  name: string,
  look: Given,
  { isProxy = false, scheme = 'postgres' } = {},
): OwnMachine {
  const ask = async () => {
    if (look instanceof Error) throw look
    return look
  }
  return {
    name,
    isProxy,
    address: addressOf(`${scheme}://a:hunter2@${name}.example`),
    doings: {},
    answers: async () => true,
    ask,
    look: ask,
  }
}

const primary = (id = 'one'): Look => ({ role: 'primary', id })
const standby = (id = 'two'): Look => ({ role: 'standby', id })
const where = (path: readonly PropertyKey[]) => `own.yaml:${path.join('.')}: `
const n1 = machine('n1', primary())
const n2 = machine('n2', standby())
const way = (name: string, look: Given) => machine(name, look, { isProxy: true })

async function refuses(machines: OwnMachine[], message: RegExp): Promise<void> {
  await assert.rejects(meet(machines, where), (error: Error) => {
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /hunter2|\n/)
    return true
  })
}

test('a cluster that is what its file says is met', async () => {
  const met = await meet([n1, n2, way('write', primary()), way('read', standby())], where)
  assert.deepEqual(
    met.map(({ look }) => look.role),
    ['primary', 'standby', 'primary', 'standby'],
  )
  await meet([machine('write', primary())], where)
  await meet([machine('write', primary()), machine('read', standby())], where)
})

test('who does not answer is told with the place of its DSN', async () => {
  await refuses(
    [n1, machine('n2', new Error('connect ECONNREFUSED hunter2'))],
    /^own\.yaml:nodes\.n2\.dsn: n2 does not answer at postgres:\/\/a@n2\.example:5432\/postgres: connect ECONNREFUSED \*\*\*\.$/,
  )
  await refuses([machine('write', new Error('gone'))], /^own\.yaml:write: write does not answer/)
})

test('a read DSN that leads to the primary would show nothing', async () => {
  await refuses([n1, n2, way('read', primary())], /^own\.yaml:read: read leads to the primary/)
  await refuses(
    [machine('write', primary()), machine('read', primary('other'))],
    /:read: read leads/,
  )
})

test('a write DSN that leads to a standby, or to whom the file does not name, is refused', async () => {
  await refuses([n1, n2, way('write', standby())], /:write: write leads to a standby/)
  await refuses(
    [n1, n2, way('write', primary('other'))],
    /another server than n1, .*name that server/,
  )
})

test('a primary that no client finds is refused', async () => {
  const unseen = { ...n1, address: undefined }
  await refuses([unseen, n2], /:nodes\.n1: n1 is the primary and has no dsn/)
  await meet([unseen, n2, way('write', primary())], where)
})

test('a cluster has one primary, and each node is a server of its own', async () => {
  await refuses([n1, machine('n2', primary('two'))], /:nodes: n1 and n2 both take writes/)
  await refuses([machine('n1', standby('one')), n2], /:nodes: None of the nodes is a primary/)
  await refuses([n1, machine('n2', primary())], /:nodes\.n2\.dsn: n2 is the same server as n1/)
  const other = machine('n2', standby(), { scheme: 'mysql' })
  await refuses([n1, other], /n2 speaks mysql and n1 postgres/)
})

test('a hook that is asked for a role says one of two words, and what it said holds for a moment', async () => {
  let asked = 0
  const ask = askedByHook('n1', async () => (asked++, ' standby\n'))
  const look = heldFor(60_000, ask)
  assert.deepEqual([await look(), await look()], [{ role: 'standby' }, { role: 'standby' }])
  assert.equal(asked, 1)
  await assert.rejects(askedByHook('n1', async () => 'leader')(), {
    message: 'The hook role of n1 has to say primary or standby, and said "leader".',
  })
})
