import { describe } from 'node:test'
import { damage } from './damage.ts'
import { laboratoryOn } from './laboratory.ts'

describe('damage to files on the embedded runtime', () => damage(laboratoryOn('embedded')))
