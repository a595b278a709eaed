import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SimulatorsError } from '../simulators-error.ts'
import { claimFolder } from './claim-folder.ts'
import { markerName } from './folder-marker.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

let parent: string

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'nostro-folders-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** A number that a process of this machine had, and has no more. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid

const leave = (name: string, marker: unknown): string => {
  const folder = join(parent, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'key.pem'), 'key')
  if (marker !== undefined) writeFileSync(join(folder, markerName), JSON.stringify(marker))
  return folder
}

const thisMarker = (): { machine: string; pid: number } => {
  const folder = makeTemporaryFolder(parent)
  return JSON.parse(readFileSync(join(folder, markerName), 'utf8')) as { machine: string; pid: number }
}

describe('the temporary folder', () => {
  it('F18: what a killed process left goes at the next start; everything else stays', () => {
    const { machine, pid } = thisMarker()
    const left = leave('nostro-simulators-left', { machine, pid: deadPid() })
    const staying = [
      leave('nostro-simulators-running', { machine, pid }),
      leave('nostro-simulators-parent', { machine, pid: process.ppid }),
      leave('nostro-simulators-elsewhere', { machine: 'another', pid: deadPid() }),
      leave('nostro-simulators-unmarked', undefined),
      leave('nostro-simulators-broken', 'no marker'),
      leave('something-else', { machine, pid: deadPid() }),
    ]
    const linked = join(parent, 'nostro-simulators-link')
    const target = leave('target', { machine, pid: deadPid() })
    symlinkSync(target, linked)
    makeTemporaryFolder(parent)
    expect(existsSync(left)).toBe(false)
    expect([...staying, linked, target].filter((path) => !existsSync(path))).toEqual([])
  })
})

describe('a folder of one’s own choice', () => {
  it('is refused while other simulators run on it, and taken when they are gone', () => {
    const { machine } = thisMarker()
    const used = leave('used', { machine, pid: process.ppid })
    expect(() => claimFolder(used)).toThrow(new RegExp(`running \\(process ${process.ppid}\\)`))
    const left = leave('left', { machine, pid: deadPid() })
    claimFolder(left)
    expect(JSON.parse(readFileSync(join(left, markerName), 'utf8'))).toEqual(thisMarker())
  })

  it('may be absent or empty, and no file', () => {
    claimFolder(join(parent, 'a/b'))
    expect(existsSync(join(parent, 'a/b', markerName))).toBe(true)
    mkdirSync(join(parent, 'empty'))
    claimFolder(join(parent, 'empty'))
    writeFileSync(join(parent, 'file'), '')
    expect(() => claimFolder(join(parent, 'file'))).toThrow(SimulatorsError)
  })

  it('is not taken for the sake of a marker that is a link', () => {
    const { machine } = thisMarker()
    const source = leave('source', { machine, pid: deadPid() })
    const folder = leave('folder', undefined)
    symlinkSync(join(source, markerName), join(folder, markerName))
    expect(() => claimFolder(folder)).toThrow(/did not write/)
  })
})
