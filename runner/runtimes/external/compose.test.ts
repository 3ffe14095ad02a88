import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Docker from 'dockerode'
import { composeDoings } from './compose.ts'

const of = { project: 'shop', service: 'db1' }

/** An engine that has these containers, and notes what it is asked for. */
function engineWith(ids: readonly string[], labels: Record<string, string> = {}) {
  const asked: unknown[] = []
  const container = (id: string) => ({
    id,
    kill: async () => {
      asked.push('kill')
      throw Object.assign(new Error('not running'), { statusCode: 409 })
    },
    pause: async () => {
      throw Object.assign(new Error('no'), { statusCode: 500 })
    },
    inspect: async () => ({
      NetworkSettings: {
        Networks: { back: { Aliases: ['db1'], IPAMConfig: null, IPAddress: '10.0.0.2' } },
      },
    }),
  })
  const network = (name: string) => ({
    disconnect: async ({ Container }: { Container: string }) =>
      asked.push(['leave', name, Container]),
    connect: async ({ EndpointConfig }: object & { EndpointConfig: object }) =>
      asked.push(['join', name, EndpointConfig]),
  })
  const docker = {
    listContainers: async (options: unknown) => {
      asked.push(options)
      return ids.map((Id) => ({ Id, Labels: labels }))
    },
    getContainer: container,
    getNetwork: network,
  } as unknown as Docker
  return { doings: composeDoings(async () => docker, of), asked }
}

test('a service is found by its project and its name alone, and by nothing else', async () => {
  const { doings, asked } = engineWith(['a'])
  // It is down already.
  await doings.kill!({})
  const label = ['com.docker.compose.project=shop', 'com.docker.compose.service=db1']
  assert.deepEqual(asked, [{ all: true, filters: { label } }, 'kill'])
  await assert.rejects(engineWith(['a']).doings.pause!({}), /no/)
})

test('nobody is broken where no container is meant, or several are', async () => {
  await assert.rejects(engineWith([]).doings.kill!({}), {
    code: 'usage',
    message: /^The compose project shop has no container of the service db1/,
  })
  await assert.rejects(engineWith(['a', 'b']).doings.kill!({}), { message: /has 2 containers/ })
  const oneOff = engineWith(['a'], { 'com.docker.compose.oneoff': 'True' })
  await assert.rejects(oneOff.doings.kill!({}), { message: /has no container/ })
})

test('what is taken off its networks comes back to them as it was', async () => {
  const { doings, asked } = engineWith(['a'])
  const told = await doings.partition!({})
  await doings.heal!({ told })
  assert.deepEqual(
    asked.filter((each) => Array.isArray(each)),
    [
      ['leave', 'back', 'a'],
      ['join', 'back', { Aliases: ['db1'], IPAMConfig: null }],
    ],
  )
})
