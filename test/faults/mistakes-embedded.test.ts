import { describe } from 'node:test'
import { laboratoryOn } from './laboratory.ts'
import { mistakes } from './mistakes.ts'

describe('mistakes of operators on the embedded runtime', () => {
  mistakes(laboratoryOn('embedded', { sync: 'on', slots: 'yes' }))
})
