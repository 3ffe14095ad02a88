import { describe } from 'node:test'
import { cancelling } from './client-faults.ts'
import { laboratoryOn } from './laboratory.ts'
import { mistakes, mistakesOfNodes } from './mistakes.ts'

describe('mistakes of operators on the embedded runtime', () => {
  const laboratory = laboratoryOn('embedded', { sync: 'on', slots: 'yes' })

  mistakes(laboratory)
  mistakesOfNodes(laboratory)
  cancelling(laboratory)
})
