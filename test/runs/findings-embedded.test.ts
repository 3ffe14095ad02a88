import { findings as all } from '../../scenarios/findings/catalog.ts'
import { findings } from './findings.ts'

const able = all.filter(({ runtimes = ['embedded'] }) => runtimes.includes('embedded'))
findings(able, 'embedded', false)
