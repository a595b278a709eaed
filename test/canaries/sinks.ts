import { inspect } from 'node:util'

/** Everything that a careless program may print of an error: by `console.log`, by a JSON log, by its stack, by its causes. */
export const everythingOf = (error: unknown): string => {
  const texts = [inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }), JSON.stringify(error) ?? '']
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    texts.push(String(cause), cause.stack ?? '', JSON.stringify(cause), JSON.stringify(Object.entries(cause)))
  }
  return texts.join('\n')
}

/** What goes to stdout and stderr while `work` runs. */
export const whileWatched = async (work: () => Promise<void>): Promise<string> => {
  const seen: string[] = []
  const streams = [process.stdout, process.stderr]
  const writes = streams.map((stream) => stream.write)
  for (const [index, stream] of streams.entries()) {
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      seen.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1'))
      return (writes[index] as (...call: unknown[]) => boolean).call(stream, chunk, ...rest)
    }) as typeof stream.write
  }
  try {
    await work()
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = writes[index] as typeof stream.write
  }
  return seen.join('')
}
