import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from './api-error.ts'
import { parseBody, readBody } from './body.ts'
import { ProxyCollection } from './collection.ts'
import { formatMetrics } from './metrics.ts'
import type { Proxy } from './proxy.ts'
import { createToxic, getToxic, updateToxic } from './toxic-requests.ts'

/** The API spoken is this version's; what follows the plus tells the built-in server from the original. */
export const VERSION = '2.12.0+splitbrain'

interface Request {
  proxies: ProxyCollection
  proxy: string
  toxic: string
  body: () => Promise<unknown>
}

interface Reply {
  status: number
  body?: unknown
  type?: string
}

type Handler = (request: Request) => Reply | Promise<Reply>

const ok = (body: unknown): Reply => ({ status: 200, body })
const noContent: Reply = { status: 204 }

const updateProxy: Handler = async ({ proxies, proxy, body }) => {
  proxies.get(proxy)
  return ok(await proxies.update(proxy, await body()))
}

const changeToxic: Handler = async ({ proxies, proxy, toxic, body }) => {
  proxies.get(proxy)
  const change = await body()
  return ok(updateToxic(proxies.get(proxy), toxic, change))
}

const metrics: Handler = ({ proxies }) => ({
  status: 200,
  body: formatMetrics(proxies),
  type: 'text/plain; version=0.0.4; charset=utf-8',
})

/** Path, then method. `:proxy` and `:toxic` stand for one segment each. */
const routes: Record<string, Record<string, Handler>> = {
  '/version': {
    GET: () => ({
      status: 200,
      body: `{"version": "${VERSION}"}\n`,
      type: 'application/json;charset=utf-8',
    }),
  },
  '/reset': {
    POST: async ({ proxies }) => {
      await proxies.reset()
      return noContent
    },
  },
  '/populate': { POST: populate },
  '/proxies': {
    GET: ({ proxies }) => ok(proxies),
    POST: async ({ proxies, body }) => ({
      status: 201,
      body: await proxies.create(await body()),
    }),
  },
  '/proxies/:proxy': {
    GET: ({ proxies, proxy }) => ok(proxies.get(proxy)),
    POST: updateProxy,
    PATCH: updateProxy,
    DELETE: async ({ proxies, proxy }) => {
      await proxies.remove(proxy)
      return noContent
    },
  },
  '/proxies/:proxy/toxics': {
    GET: ({ proxies, proxy }) => ok(proxies.get(proxy).allToxics),
    POST: async ({ proxies, proxy, body }) => {
      proxies.get(proxy)
      const toxic = await body()
      return ok(createToxic(proxies.get(proxy), toxic))
    },
  },
  '/proxies/:proxy/toxics/:toxic': {
    GET: ({ proxies, proxy, toxic }) => ok(getToxic(proxies.get(proxy), toxic)),
    POST: changeToxic,
    PATCH: changeToxic,
    DELETE: ({ proxies, proxy, toxic }) => {
      const found = proxies.get(proxy)
      found.removeToxic(getToxic(found, toxic))
      return noContent
    },
  },
}

/** Unlike every other answer, a failed one is JSON and holds what was made before the failure. */
async function populate({ proxies, body }: Request): Promise<Reply> {
  const made: Proxy[] = []
  try {
    await proxies.populate(await body(), (proxy) => made.push(proxy))
    return { status: 201, body: { proxies: made.length > 0 ? made : null } }
  } catch (caught) {
    const { status, message } = ApiError.from(caught)
    const body = { error: message, status, proxies: made.length > 0 ? made : null }
    return { status, body }
  }
}

/** The Toxiproxy HTTP API over a collection of proxies; `/metrics` is there only when asked for. */
export function createApi(
  proxies: ProxyCollection,
  options: { metrics: boolean },
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const served = options.metrics ? { ...routes, '/metrics': { GET: metrics } } : routes
  return async (request, response) => {
    const segments = readPath(request.url!)
    const route = segments && served[pattern(segments)]
    if (!route) return sendText(response, 404, '404 page not found\n')
    const handler = route[request.method!]
    if (!handler) return void response.writeHead(405).end()
    response.setHeader('X-Toxiproxy-Request-Id', randomUUID())
    if (request.headers['user-agent']?.startsWith('Mozilla/'))
      return sendText(response, 403, 'User agent not allowed\n')
    const [, proxy, , toxic] = segments
    const body = async () => parseBody(await readBody(request))
    try {
      send(response, await handler({ proxies, proxy, toxic, body }))
    } catch (caught) {
      const error = ApiError.from(caught)
      sendText(response, error.status, JSON.stringify(error) + '\n')
    }
  }
}

/** Its segments, each decoded by itself, so that a name may hold a slash (`%2F`). */
function readPath(url: string): string[] | undefined {
  try {
    return url.split('?')[0].split('/').slice(1).map(decodeURIComponent)
  } catch {
    return undefined
  }
}

function pattern([root, proxy, toxics, toxic, ...rest]: string[]): string {
  if ([proxy, toxics, toxic].includes('')) return ''
  const names = [root, proxy && ':proxy', toxics, toxic && ':toxic', ...rest]
  return '/' + names.filter((name) => name !== undefined).join('/')
}

function send(response: ServerResponse, { status, body, type }: Reply): void {
  if (body === undefined) return void response.writeHead(status).end()
  response.writeHead(status, { 'Content-Type': type ?? 'application/json' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

function sendText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}
