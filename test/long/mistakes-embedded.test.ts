import { describe } from 'node:test'
import { cancelling } from '../faults/client-faults.ts'
import { laboratoryOn } from '../faults/laboratory.ts'
import { mistakes, mistakesOfNodes } from '../faults/mistakes.ts'

describe('mistakes of operators on the embedded runtime', () => {
  const laboratory = laboratoryOn('embedded', { sync: 'on', slots: 'yes' })

  mistakes(laboratory)
  mistakesOfNodes(laboratory)
  cancelling(laboratory)
})
