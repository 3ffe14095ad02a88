import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Device } from './device.ts'
import type { Door } from './door.ts'
import type { ActiveFault } from './faults.ts'
import { fieldsOf, numberIn, oneOf, readFault } from './read-fault.ts'
import { Refused } from './refused.ts'
import type { DiskState, MirrorOptions } from './state.ts'

interface Call {
  device: Device
  door: Door
  /** The path's second segment: the id of a fault or a mirror, or a client's name. */
  which: string
  body(): Promise<unknown>
}

type Handler = (call: Call) => unknown

/** By method, and by path; `:which` stands for one segment. Each answers with JSON. */
const handlers: Record<string, Handler> = {
  'GET /state': ({ device, door }) => stateOf(device, door),
  'POST /faults': async ({ device, body }) => {
    const { fault, seed } = fieldsOf(await body())
    return told(
      device.inject(readFault(fault, device.sizeBytes), numberIn({ seed }, 'seed', -(2 ** 31))),
    )
  },
  'GET /faults/:which': (call) => told(faultOf(call)),
  'DELETE /faults/:which': (call) => {
    const found = faultOf(call)
    call.device.faults.remove(found)
    return told(found)
  },
  'DELETE /power': async ({ device, door, body }) => {
    const fields = fieldsOf(await body())
    const keepPercent = numberIn(fields, 'keepPercent', 0, 100)
    const seed = numberIn(fields, 'seed', -(2 ** 31))
    if (!door.powered) throw new Refused(409, 'it has no power already')
    door.powered = false
    const clientsCutOff = door.hangUp()
    return { ...device.cutPower(keepPercent, seed), clientsCutOff }
  },
  'PUT /power': ({ device, door }) => {
    if (!door.powered) device.mirror?.restore()
    door.powered = true
    return {}
  },
  'PUT /barred/:which': ({ door, which }) => {
    door.barred.add(which)
    return { clientsCutOff: door.hangUp(which) }
  },
  'DELETE /barred/:which': ({ door, which }) => {
    door.barred.delete(which)
    return {}
  },
  'PUT /mirror': async ({ device, door, body }) => {
    const options = readMirror(await body())
    if (!door.powered) throw new Refused(409, 'it has no power')
    return { id: device.startMirror(options).id }
  },
  'DELETE /mirror/:which': ({ device, which }) => {
    if (device.mirror?.id !== which) throw new Refused(404, `there is no mirror ${which}`)
    device.endMirror()
    return {}
  },
}

/** Answers whoever drives the disk; what can't be done is answered with `{ error }` and a status that says whose fault it is. */
export function createApi(device: Device, door: Door) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [first, which] = request.url!.split('/').slice(1)
    const path = which === undefined ? `/${first}` : `/${first}/:which`
    const handler = handlers[`${request.method} ${path}`]
    try {
      if (handler === undefined) throw new Refused(404, `there is no ${request.method} ${path}`)
      const call = {
        device,
        door,
        which: decodeURIComponent(which ?? ''),
        body: () => bodyOf(request),
      }
      send(response, 200, (await handler(call)) ?? {})
    } catch (error) {
      const status = error instanceof Refused ? error.status : 500
      send(response, status, { error: (error as Error).message })
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  return json(request).catch(() => {
    throw new Refused(400, 'the body is no JSON')
  })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}

function faultOf({ device, which }: Call): ActiveFault {
  const found = device.faults.get(which)
  if (found === undefined) throw new Refused(404, `there is no fault ${which}`)
  return found
}

function told({ id, fault, counts }: ActiveFault) {
  return { id, fault, counts }
}

function stateOf(device: Device, door: Door): DiskState {
  return {
    sizeBytes: device.sizeBytes,
    powered: door.powered,
    clients: door.names(),
    barred: [...door.barred],
    done: device.done,
    unflushedBytes: device.cache.unflushedBytes,
    destagedBytes: device.cache.destagedBytes,
    faults: device.faults.all().map(told),
    mirror: device.mirror?.state(),
    asMirror: device.asMirror,
  }
}

function readMirror(body: unknown): MirrorOptions {
  const fields = fieldsOf(body)
  const to = fieldsOf(fields.to)
  if (typeof to.host !== 'string' || typeof fields.as !== 'string')
    throw new Refused(400, 'to.host or as is no text')
  return {
    to: { host: to.host, port: numberIn(to, 'port', 1, 65535) },
    as: fields.as,
    withoutPeer: oneOf(fields, 'withoutPeer', ['go-on', 'stop']),
    timeoutMs: numberIn(fields, 'timeoutMs', 10),
    behind: oneOf(fields, 'behind', ['all', 'nothing']),
  }
}
