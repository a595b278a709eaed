import { encode } from 'uqr'

/** A QR code as one SVG path: a square for each dark module, runs joined. */
export interface QrPath {
  /** Width and height in modules, the quiet zone of four on each side included (ISO/IEC 18004). */
  readonly size: number
  /** The `d` of the path. */
  readonly d: string
}

const quietZone = 4

export const qrPath = (text: string): QrPath => {
  const { data, size } = encode(text, { border: quietZone, ecc: 'L' })
  const runs = data.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1] === true) return []
      const end = row.indexOf(false, x)
      return [`M${x} ${y}h${(end === -1 ? size : end) - x}v1H${x}z`]
    }),
  )
  return { size, d: runs.join('') }
}
