import { describe } from 'node:test'
import { damage } from '../faults/damage.ts'
import { laboratoryOn } from '../faults/laboratory.ts'

describe('damage to files on the embedded runtime', () => damage(laboratoryOn('embedded')))
