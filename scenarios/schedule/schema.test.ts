import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { z } from 'zod'
import { schedule } from './schedule.ts'

const file = fileURLToPath(new URL('../../docs/schedule.schema.json', import.meta.url))

// node --test --test-update-snapshots scenarios/schedule/schema.test.ts writes it anew.
test('docs/schedule.schema.json is what a schedule has to be', (t) => {
  const text = `${JSON.stringify(z.toJSONSchema(schedule), null, 2)}\n`
  t.assert.fileSnapshot(text, file, { serializers: [String] })
})
