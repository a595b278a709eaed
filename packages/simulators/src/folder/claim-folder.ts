import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SimulatorsError } from '../simulators-error.ts'
import { markerName, readMarker, stateOf, writeMarker } from './folder-marker.ts'

const hint = 'Name a folder that is new or empty, or one that simulators have written before.'

const kindOf = (path: string): 'folder' | 'link' | 'other' | 'absent' => {
  try {
    const stats = lstatSync(path)
    return stats.isSymbolicLink() ? 'link' : stats.isDirectory() ? 'folder' : 'other'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent'
    throw error
  }
}

/** Names of a folder; an error in words where it is no folder. */
const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error
    throw new SimulatorsError(`${folder} is a file, not a folder.`, hint)
  }
}

const shortList = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

/** Files are written anew where they stand; what lies in a linked folder would be overwritten there. */
const leadsToFolder = (link: string): boolean => statSync(link, { throwIfNoEntry: false })?.isDirectory() === true

/** Takes a folder that is empty, or that simulators wrote before, in which nothing leads elsewhere. */
const takeOver = (folder: string): void => {
  const names = namesIn(folder)
  if (names.length === 0) return
  const marker = kindOf(join(folder, markerName)) === 'other' ? readMarker(folder) : undefined
  if (marker === undefined) {
    throw new SimulatorsError(
      `${folder} holds files that the simulators did not write (${shortList(names)}); nothing was changed there.`,
      hint,
    )
  }
  if (stateOf(marker) === 'alive') {
    throw new SimulatorsError(
      `${folder} is used by simulators that are running (process ${marker.pid}).`,
      'Stop them first, or name another folder.',
    )
  }
  const linked = names.find((name) => kindOf(join(folder, name)) === 'link' && leadsToFolder(join(folder, name)))
  if (linked !== undefined) {
    throw new SimulatorsError(`${join(folder, linked)} is a link to another folder.`, `Remove it. ${hint}`)
  }
}

/**
 * Makes a folder the simulators' own: created where it is absent, marked, and refused when it holds anything else.
 * * @throws SimulatorsError
 */
export const claimFolder = (folder: string): void => {
  if (kindOf(folder) === 'absent') mkdirSync(folder, { recursive: true, mode: 0o700 })
  else takeOver(folder)
  rmSync(join(folder, markerName), { force: true })
  writeMarker(folder)
}
