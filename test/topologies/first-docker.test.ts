import { contractsOfThird } from './thirds.ts'

contractsOfThird(0)
