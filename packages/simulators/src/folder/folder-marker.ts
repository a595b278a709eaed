import { readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Stands in every folder that simulators have written, and says which process did. */
export const markerName = '.nostro-simulators.json'

export interface FolderMarker {
  /** Host and PID namespace: process numbers mean nothing elsewhere. */
  readonly machine: string
  readonly pid: number
}

const pidNamespace = (): string => {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

const thisMachine = (): string => `${hostname()} ${pidNamespace()}`.trim()

const isMarker = (value: unknown): value is FolderMarker =>
  typeof value === 'object' &&
  value !== null &&
  'machine' in value &&
  typeof value.machine === 'string' &&
  'pid' in value &&
  Number.isSafeInteger(value.pid)

/** The marker of a folder; undefined where there is none, or one that cannot be read. */
export const readMarker = (folder: string): FolderMarker | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, markerName), 'utf8'))
    return isMarker(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const writeMarker = (folder: string): void => {
  const marker: FolderMarker = { machine: thisMachine(), pid: process.pid }
  writeFileSync(join(folder, markerName), `${JSON.stringify(marker)}\n`, { mode: 0o600 })
}

/** `here`: this very process. `unknown`: of another machine or container, where nobody here can tell. */
export type MarkerState = 'here' | 'alive' | 'dead' | 'unknown'

export const stateOf = ({ machine, pid }: FolderMarker): MarkerState => {
  if (machine !== thisMachine()) return 'unknown'
  if (pid === process.pid) return 'here'
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : 'alive'
  }
}
