import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Schedule } from '../scenarios/schedule/schedule.ts'
import { parseSchedule, readSchedule, toYaml } from './schedule-file.ts'

/** What is wrong with a schedule, after its name. */
function refusal(text: string): string {
  let message = ''
  assert.throws(
    () => parseSchedule(text, 'file.yaml'),
    (error: Error & { code: string }) => {
      message = error.message
      return error.code === 'usage' && message.startsWith('file.yaml:')
    },
    text,
  )
  return message.slice('file.yaml:'.length)
}

test('a schedule is the same written and read', () => {
  const schedule: Schedule = [
    { turns: ['kill-primary', 'pause-standby:lead=0'], every: '10s' },
    { every: '5s..9s', fault: ['delay-all:ms=20', 'ring'], for: '2s' },
    { fault: 'kill-n2', when: 'standby lag > 1 MB', patience: '1.5m', until: '40s' },
    { sequence: [{ wait: 'n2 is primary' }, { fault: 'ring', after: '500ms' }] },
  ]
  assert.deepEqual(parseSchedule(toYaml(schedule), 'file.yaml').schedule, schedule)
})

test('a list in brackets is the schedule itself, and all else the name of a file', async () => {
  const { schedule } = await readSchedule('[{fault: kill-primary, at: 3s}]')
  assert.deepEqual(schedule, [{ fault: 'kill-primary', at: '3s' }])
  await assert.rejects(readSchedule('[{fault: kill-primary, at: 3}]'), {
    message: /^--schedule:1:28: at takes a time such as .*, not 3\.$/,
  })
  await assert.rejects(readSchedule('no/such/file.yaml'), {
    exitCode: 64,
    message: /no\/such\/file\.yaml can't be read: name a YAML file/,
  })
})

test('a key that is not known is told with its place and the nearest right one', () => {
  assert.match(refusal('- fault: kill-n2\n  untill: 5s'), /^2:3: .* "untill": did you mean until\?/)
  assert.match(refusal('- fualt: kill-n2\n  for: 5s'), /^1:3: .* "fualt": did you mean fault\?/)
  const inSequence = '- sequence:\n    - fault: kill-n2\n      fro: 5s'
  assert.match(refusal(inSequence), /^3:7: .* "fro": did you mean for\?/)
  const again = '- sequence:\n    - fault: kill-n2\n      every: 5s'
  assert.match(refusal(again), /^3:7: There is no key of this step "every"/)
  assert.match(refusal('- sequence: []\n  at: 3s'), /^2:3: .* "at": there are sequence\./)
})

test('a value that is not understood is told with its place and what is', () => {
  const of = (line: string) => refusal(`- fault: kill-n2\n  ${line}`)
  assert.match(of('at: 5'), /^2:7: at takes a time .*a range such as 3s\.\.8s, not 5\./)
  assert.match(of('for: 5 s'), /^2:8: for takes a time .*, not "5 s"\./)
  assert.match(of('at: 8s..3s'), /^2:7: at takes the lower end of a range first\./)
  assert.match(of('when:'), /^2:8: when takes a condition in words.*, not null\./)
  assert.match(refusal('- fault: [a, 3]'), /^1:10: fault takes the name of a fault, or several/)
  assert.match(refusal('- turns: kill-n2'), /^1:10: turns takes a list of faults, not "kill-n2"\./)
  assert.match(refusal('- turns: [a, 3]'), /^1:14: turns takes .*, not 3\./)
  assert.match(refusal('- sequence: []'), /^1:13: sequence takes one step at least/)
  assert.match(refusal('- every: 5s'), /^1:3: fault is missing: it takes the name/)
})

test('what says nothing, or two things, is refused', () => {
  const of = (line: string) => refusal(`- fault: kill-n2\n  ${line}`)
  assert.match(of('for: 5s\n  until: 9s'), /^3:10: until says when it ends, and so does for/)
  assert.match(of('patience: 5s'), /^2:13: patience says nothing where no condition/)
  assert.match(of('patience: 5s\n  until: 9s'), /^2:13: patience says nothing/)
  assert.match(of('at: 3s..9s\n  until: 8s'), /^3:10: until takes no time before at\./)
  assert.match(of('until: 9s\n  every: 5s'), /^2:10: until takes a condition with every/)
  assert.match(of('every: 500ms'), /^2:10: every takes a second at least/)
  assert.match(of('every: 5s..9s\n  for: 5s'), /^3:8: for takes less than every/)
})

test('what is no list of steps, or no YAML, is told with its place', () => {
  assert.match(refusal(''), /^1:1: A schedule is a list of steps/)
  assert.match(refusal('steps:\n  - fault: a'), /^1:1: A schedule is a list/)
  assert.match(refusal('- fault: a\n- kill-n2'), /^2:3: A step has keys and values/)
  assert.match(refusal('- at: 3s'), /^1:3: A step lacks what is to happen: one of .*fault\./)
  assert.match(
    refusal('- fault: a\n  fault: b'),
    /^2:3: This is no YAML: Map keys must be unique\./,
  )
  assert.match(refusal('- fault: [a'), /^1:12: This is no YAML: /)
  assert.match(refusal('- fault: *c'), /^ This is no YAML: Unresolved alias/)
})

test('what stands behind an alias is told where the alias stands', () => {
  assert.match(refusal('- &a\n  fault: kill-n2\n  at: 3\n- *a'), /^3:7: at takes/)
  assert.match(refusal('- fault: &a kill-n2\n- turns: *a'), /^2:10: turns takes/)
})
