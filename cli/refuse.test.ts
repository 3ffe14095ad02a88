import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseScenario } from './choose.ts'
import { refuseMissing } from './refuse.ts'

const refusal = (faults: string[], timeLimit: number) =>
  refuseMissing(
    { scenario: chooseScenario('hot-standby', { faults, timeLimit }), runtime: 'embedded' },
    () => {},
  )

test('a time limit too short for its faults is refused with the least that suffices', async () => {
  const six = Array.from({ length: 6 }, () => 'kill-primary')
  await assert.rejects(refusal(six, 3), {
    exitCode: 64,
    message: /3 s is too short for 6 faults .* --time-limit 51 at least/,
  })
  await assert.rejects(refusal(six, 50), { exitCode: 64 })
  await refusal(six, 51)
  await assert.rejects(refusal(['kill-primary'], 8), /for a fault .* --time-limit 9 at least/)
  await assert.rejects(refusal(['kill-primary', 'partition-primary'], 12), /--time-limit 17 /)
})

test('a named server that can’t follow messages is refused where they matter', async () => {
  const onNamed = (fault: string) => {
    const scenario = chooseScenario('hot-standby', { faults: [fault] })
    const toxiproxy = 'http://127.0.0.1:8474'
    return refuseMissing({ scenario, runtime: 'embedded', toxiproxy }, () => {})
  }
  await assert.rejects(onNamed('sever-clients'), {
    exitCode: 64,
    message: /Toxiproxy can’t: leave out --toxiproxy/,
  })
  await onNamed('reset-clients')
})

test('a time limit that suffices is not, and none is too short for no faults', async () => {
  await refusal(['kill-primary'], 12)
  await refusal(['kill-primary', 'partition-primary'], 17)
  await refusal([], 3)
})

test('what no hook can do to servers of your own is refused', async () => {
  const onOwn = (fault: string) => {
    const scenario = chooseScenario('external', { faults: [fault] })
    return refuseMissing({ scenario, runtime: 'external' }, () => {})
  }
  await assert.rejects(onOwn('loss-clients'), {
    exitCode: 64,
    message: /need what hooks are not for \(packet-loss, packet-filter\)/,
  })
  await onOwn('kill-n1')
})
