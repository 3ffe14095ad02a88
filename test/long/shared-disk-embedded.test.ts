import { neverAtTwoNodes, takeovers } from '../runs/shared-disk.ts'

takeovers('embedded', false)
neverAtTwoNodes()
