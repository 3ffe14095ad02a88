import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { conditions } from '../scenarios/schedule/conditions.ts'
import { entries } from '../scenarios/schedule/schedule.ts'
import { chooseScenario, chooseTopology } from './choose.ts'
import { parseSchedule } from './schedule-file.ts'

const textOf = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

const page = textOf('docs/schedules.md')

test('what docs/schedules.md and README.md show can be run', () => {
  for (const [name, text] of Object.entries({ 'README.md': textOf('README.md'), page })) {
    const examples = [...text.matchAll(/```yaml\n(- .*?)```/gs)].map(([, yaml]) => yaml)
    assert.ok(examples.length > 0, name)
    for (const yaml of examples) {
      const { schedule, where } = parseSchedule(yaml, name)
      chooseScenario('hot-standby', { schedule, timeLimit: 60 }, where)
    }
  }
})

test('docs/schedules.md tells every key and every condition', () => {
  const keys = new Set(entries.flatMap(({ shape }) => Object.keys(shape)))
  for (const key of keys) assert.match(page, new RegExp(`^\\| .*\`${key}\`.* \\| `, 'm'), key)
  const { options, layout } = chooseTopology('hot-standby')
  for (const { example } of conditions) {
    const words = example(layout(options.parse({})))!
    assert.ok(page.includes(`| \`${words}\``), words)
  }
})
