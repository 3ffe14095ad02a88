/** What `docker exec` is, for an engine is here and its program need not be: a container's name and a command's words. */
import { engine } from '../../runner/runtimes/docker/engine.ts'
import { execIn } from '../../runner/runtimes/docker/exec.ts'

const [, , container, ...argv] = process.argv
const { exitCode, output } = await execIn(await engine(), container, argv)
process.stdout.write(output)
process.exitCode = exitCode
