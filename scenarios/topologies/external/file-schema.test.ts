import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { clusterFile } from './file.ts'

const file = fileURLToPath(new URL('../../../docs/cluster.schema.json', import.meta.url))

// node --test --test-update-snapshots scenarios/topologies/external/file-schema.test.ts writes it anew.
test('docs/cluster.schema.json is what a cluster file has to be', (t) => {
  const text = `${JSON.stringify(z.toJSONSchema(clusterFile, { io: 'input' }), null, 2)}\n`
  t.assert.fileSnapshot(text, file, { serializers: [String] })
})
