import { remains } from '../runs/embedded.ts'
import { cases, logicalReplications, refusedSetUps } from '../runs/logical.ts'

logicalReplications('embedded', false, Object.keys(cases) as (keyof typeof cases)[])
refusedSetUps('embedded', false, remains)
