import { contractsOfThird } from './thirds.ts'

contractsOfThird(2)
