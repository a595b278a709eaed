import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMarker, stateOf, writeMarker } from './folder-marker.ts'

const prefix = 'nostro-simulators-'

const isOwnFolder = (path: string): boolean => {
  const stats = lstatSync(path)
  return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid())
}

/**
 * Removes folders of simulators whose process was killed before it could: their marker names a process of this machine
 * that is no more. Whatever cannot be judged or removed stays.
 */
const removeLeftFolders = (parent: string): void => {
  for (const name of readdirSync(parent).filter((each) => each.startsWith(prefix))) {
    const path = join(parent, name)
    try {
      const marker = isOwnFolder(path) ? readMarker(path) : undefined
      if (marker !== undefined && stateOf(marker) === 'dead') rmSync(path, { recursive: true, force: true })
    } catch {
      // Another process removed it first, or it is somebody else's.
    }
  }
}

/** A new folder for keys and certificates; what killed processes have left of the kind is removed first. */
export const makeTemporaryFolder = (parent: string = tmpdir()): string => {
  removeLeftFolders(parent)
  const folder = mkdtempSync(join(parent, prefix))
  writeMarker(folder)
  return folder
}
