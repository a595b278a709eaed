import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const mebibyte = 1024 * 1024

/** What is really held on the heap, in MiB: after a full collection. */
export const heldMemory = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed / mebibyte
}
