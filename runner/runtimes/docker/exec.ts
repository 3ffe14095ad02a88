import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type Docker from 'dockerode'
import type { ExecResult } from '../runtime.ts'

interface ExecOptions {
  /** Its standard input, which no list of processes shows. */
  input?: string
  /** The container's own where it is absent. */
  user?: string
}

/** Runs a command in a container to its end. */
export async function execIn(
  docker: Docker,
  id: string,
  argv: string[],
  { input, user }: ExecOptions = {},
): Promise<ExecResult> {
  const stdin = input !== undefined
  const exec = await docker.getContainer(id).exec({
    Cmd: argv,
    User: user,
    AttachStdin: stdin,
    AttachStdout: true,
    AttachStderr: true,
  })
  const stream: Duplex = await exec.start({ hijack: true, stdin })
  const both = new PassThrough()
  docker.modem.demuxStream(stream, both, both)
  const output = text(both)
  try {
    stream.end(input)
    await once(stream, 'end')
  } finally {
    stream.destroy()
    both.end()
  }
  const { ExitCode } = await exec.inspect()
  return { exitCode: ExitCode ?? -1, output: await output }
}
