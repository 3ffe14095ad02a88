import { asyncLoss } from '../../scenarios/findings/async-loss.ts'
import { findings as all } from '../../scenarios/findings/catalog.ts'
import { findings } from '../runs/findings.ts'

const able = all.filter(({ runtimes = ['embedded'] }) => runtimes.includes('embedded'))
// What a failover loses, and what it doesn't, has tests of its own: failover.ts.
const others = able.filter((finding) => finding !== asyncLoss)
findings(others, 'embedded', false)
