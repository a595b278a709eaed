import type { Socket } from 'node:net'
import { ApiError } from '../errors/api-error.ts'
import { toProblem } from '../errors/problem.ts'

const reasons: Readonly<Record<string, { readonly status: number; readonly phrase: string; readonly detail: string }>> =
  {
    HPE_HEADER_OVERFLOW: {
      status: 431,
      phrase: 'Request Header Fields Too Large',
      detail: 'The headers are larger than 16 KiB.',
    },
    ERR_HTTP_REQUEST_TIMEOUT: { status: 408, phrase: 'Request Timeout', detail: 'The request did not arrive in time.' },
  }

/** Node refuses what is no HTTP before any of our code runs, and without a body: the refusal gets one here. */
export const refuseOnSocket = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, phrase, detail } = reasons[error.code ?? ''] ?? {
    status: 400,
    phrase: 'Bad Request',
    detail: 'This is not a request that can be read.',
  }
  const { body } = toProblem(new ApiError({ status, code: 'invalid_request', detail }), { requestId: 'none' })
  const text = JSON.stringify(body)
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  )
}
