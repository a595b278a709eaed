import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface DashboardFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly etag: string
  /** The same bytes in gzip, made when they are asked for first; nothing for what is compressed already. */
  readonly gzipped: () => Uint8Array<ArrayBuffer> | undefined
  /** The name carries a hash of the content: it may be kept for ever. */
  readonly isHashed: boolean
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

const createGzip = (body: Uint8Array, isText: boolean): DashboardFile['gzipped'] => {
  let made: Uint8Array<ArrayBuffer> | undefined
  return () => {
    if (isText) made ??= new Uint8Array(gzipSync(body, { level: 9 }))
    return made
  }
}

/** Where the build of the dashboard puts its files, seen from the sources and from the built package alike. */
export const dashboardFolder = (): string => fileURLToPath(new URL('../../dashboard/dist', import.meta.url))

/**
 * The built files by their address, read once: what is not in this list is not served, whatever stands in the folder (no dotfiles, no
 * maps). Empty when the dashboard was not built.
 */
export const readDashboard = (folder: string = dashboardFolder()): ReadonlyMap<string, DashboardFile> => {
  const files = new Map<string, DashboardFile>()
  if (!existsSync(folder)) return files
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path).split(sep).join('/')
    const type = types[extname(name)]
    if (!entry.isFile() || type === undefined || name.split('/').some((part) => part.startsWith('.'))) continue
    const body = new Uint8Array(readFileSync(path))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    files.set(`/${name}`, {
      body,
      type,
      etag,
      gzipped: createGzip(body, /^(text|application|image\/svg)/.test(type)),
      isHashed: /[-.][A-Za-z0-9_-]{8,}\.\w+$/.test(name) && type !== types['.html'],
    })
  }
  return files
}
