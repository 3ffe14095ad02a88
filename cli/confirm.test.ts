import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import type { Fault } from '../runner/fault.ts'
import { example } from '../scenarios/topologies/external/description.ts'
import { confirmFaults } from './confirm.ts'

const faults = [{ name: 'kill-primary' }, { name: 'kill-primary' }] as Fault[]

function saying(answer: string, isTTY = true): NodeJS.ReadStream {
  const input = Object.assign(new PassThrough(), { isTTY })
  input.end(answer)
  return input as unknown as NodeJS.ReadStream
}

test('where nobody can be asked, nothing is broken without --yes', async () => {
  const input = saying('y\n', false)
  await assert.rejects(confirmFaults({ faults }, example, { input }), {
    code: 'usage',
    message: /would break n1, n2 of cluster\.yaml by kill-primary: say --yes/,
  })
  await confirmFaults({ faults }, example, { input, yes: true })
  await confirmFaults({ faults: [] }, example, { input })
})

test('on a terminal it is broken by a yes, and by nothing else', async () => {
  await confirmFaults({ faults }, example, { input: saying('y\n') })
  for (const answer of ['\n', 'n\n', 'yeah\n', ''])
    await assert.rejects(confirmFaults({ faults }, example, { input: saying(answer) }), {
      code: 'interrupted',
    })
})
