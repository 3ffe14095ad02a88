import { describe } from 'node:test'
import { failovers, localCommitsAreCaught } from './failover.ts'

describe('side by side', { concurrency: true }, () => {
  failovers('embedded', false)
  localCommitsAreCaught('embedded', false)
})
