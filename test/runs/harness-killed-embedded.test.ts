import { killedAtASharedDisk, killedInEachPhase } from './harness-killed.ts'

// Folders and the processes that live in them are all that this runtime has.
killedInEachPhase('embedded', async () => [], false)
killedAtASharedDisk('embedded', async () => [], false)
