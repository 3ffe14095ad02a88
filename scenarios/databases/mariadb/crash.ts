import { MeetsNothing } from '../../../runner/fault.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Disturbance } from '../../../runner/disturbance.ts'
import type { MariaServer } from './server.ts'

/** Kills a server's one process; the undo has it find up to where its data go and join again. */
export async function crash(server: MariaServer): Promise<Disturbance> {
  const { node } = server
  if (!(await node.running()) || (await node.frozen()) || !(await server.running()))
    throw new MeetsNothing(`The server of ${node.name} is down or stands still`)
  await runOn(node, ['sh', '-c', 'kill -9 "$(cat server.pid)"'])
  server.disconnect()
  const isGone = async () => !(await server.running())
  return {
    async undo() {
      // Whoever was killed altogether meanwhile starts anew when the cluster heals.
      if ((await node.running()) && (await isGone())) await server.start('join')
    },
    async effect() {
      const gone = await isGone()
      return { took: gone, by: { processesKilled: Number(gone) } }
    },
  }
}
