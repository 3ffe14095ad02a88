import { asyncLoss } from '../../scenarios/findings/async-loss.ts'
import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from './docker.ts'
import { findings } from './findings.ts'

// What a failover loses, and what it doesn't, has tests of its own: failover.ts.
const others = all.filter((finding) => finding !== asyncLoss)
findings(others, 'docker', skipContainers)
