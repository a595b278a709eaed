import type { FileHandle } from 'node:fs/promises'
import { type FileSystem, nodeFiles } from '../src/storage/file-system.ts'

/** A fault as Node reports it. */
export const systemFault = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${code}: ${syscall}`), { code, syscall, errno: -1 })

/** A disk whose files cannot grow while `full`: new names are made, and stay empty. */
export interface Disk {
  readonly files: FileSystem
  full: boolean
}

export const createDisk = (): Disk => {
  const disk: { files: FileSystem; full: boolean } = { full: false, files: nodeFiles }
  disk.files = {
    ...nodeFiles,
    open: async (...args) => {
      const handle = await nodeFiles.open(...args)
      return withMembers(handle, {
        writeFile: async (data: string | Uint8Array) => {
          if (disk.full && Buffer.byteLength(data) > (await handle.stat()).size) throw systemFault('ENOSPC', 'write')
          return handle.writeFile(data)
        },
      })
    },
  }
  return disk
}

/** The handle with some members replaced. */
export const withMembers = (handle: FileHandle, members: Partial<Record<keyof FileHandle, unknown>>): FileHandle =>
  new Proxy(handle, {
    get: (target, name) => {
      const replaced = members[name as keyof FileHandle]
      if (replaced !== undefined) return replaced
      const member = Reflect.get(target, name, target) as unknown
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
