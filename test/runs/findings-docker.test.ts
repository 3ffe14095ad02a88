import { archiveGap } from '../../scenarios/findings/archive-gap.ts'
import { asyncLoss } from '../../scenarios/findings/async-loss.ts'
import { findings as all } from '../../scenarios/findings/catalog.ts'
import { skipContainers } from './docker.ts'
import { findings } from './findings.ts'

// What a failover loses has tests of its own here (failover.ts), and so has a segment that the archive lost.
const elsewhere = [asyncLoss, archiveGap]
const others = all.filter((finding) => !elsewhere.includes(finding))
findings(others, 'docker', skipContainers)
