import { balancedByLibpq } from '../runs/balancing.ts'

balancedByLibpq('embedded')
