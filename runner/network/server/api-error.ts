/** An answer other than success: its text and HTTP status are Toxiproxy's. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }

  toJSON(): object {
    return { error: this.message, status: this.status }
  }

  /** Whatever else went wrong, a port that is taken for one, is a 500 with its own text. */
  static from(error: unknown): ApiError {
    if (error instanceof ApiError) return error
    return new ApiError(500, error instanceof Error ? error.message : String(error))
  }
}

export const badRequest = (reason: string): ApiError =>
  new ApiError(400, `bad request body: ${reason}`)
export const bodyTooLarge = (mostBytes: number): ApiError =>
  new ApiError(413, `request body too large: at most ${mostBytes / 2 ** 20} MiB is read`)
export const missingField = (field: string): ApiError =>
  new ApiError(400, `missing required field: ${field}`)
export const proxyNotFound = (): ApiError => new ApiError(404, 'proxy not found')
export const toxicNotFound = (): ApiError => new ApiError(404, 'toxic not found')
export const proxyExists = (): ApiError => new ApiError(409, 'proxy already exists')
export const toxicExists = (): ApiError => new ApiError(409, 'toxic already exists')
export const invalidToxicType = (): ApiError => new ApiError(400, 'invalid toxic type')
export const invalidStream = (): ApiError =>
  new ApiError(400, 'stream was invalid, can be either upstream or downstream')
