import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { faultsPage } from './faults-page.ts'

const page = fileURLToPath(new URL('../../docs/faults.md', import.meta.url))

// node --test --test-update-snapshots cli/list/faults-page.test.ts writes it anew.
test('docs/faults.md is what the catalogue says', (t) => {
  t.assert.fileSnapshot(faultsPage(), page, { serializers: [String] })
})
