export interface PackageContents {
  readonly manifest: Readonly<Record<string, unknown>>
  readonly readme: string
  readonly files: readonly string[]
  readonly repository: string
}

export const packageFaults: (contents: PackageContents) => readonly string[]
