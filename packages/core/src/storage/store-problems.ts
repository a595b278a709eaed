import type { StoreProblem } from '../contracts/store-problem.ts'
import { NostroError } from '../errors/nostro-error.ts'
import type { SealedKind } from './sealed-envelope.ts'

const marker: unique symbol = Symbol('foreign name')

/** A file whose name or contents are not what this store writes under that name. */
export const foreignName = ({ noun, remedy }: SealedKind, path: string): NostroError =>
  Object.assign(
    new NostroError({
      code: 'verification_failed',
      message: `${path} is not the file of a ${noun} that this store wrote; it was skipped.`,
      hint: `A copy made by a sync tool, a backup or another system has such a name. Remove it; if a ${noun} is missing then, ${remedy}.`,
    }),
    { [marker]: true },
  )

/** With a key that opens nothing a program would begin anew beside what is there, at the bank as well. */
export const wrongKey = ({ noun }: SealedKind, dir: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The master key opens no ${noun} in ${dir}: another one sealed what is there.`,
    hint: 'Give the key of before, as NOSTRO_MASTER_KEY or in its file, or name it under storage.previousKeyFiles. To begin anew, move the folder away.',
  })

/** What went wrong with one file, as a line for a health check. */
export const toStoreProblem = (where: string, error: unknown): StoreProblem => {
  const known = NostroError.isInstance(error) ? error : undefined
  return {
    where,
    reason: reasonOf(known),
    message: known?.message ?? `${where} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    hint: known?.hint ?? 'Check the file, the disk, and who may use them.',
  }
}

const reasonOf = (error: NostroError | undefined): StoreProblem['reason'] => {
  if (error === undefined) return 'unreadable'
  if (marker in error) return 'foreign_name'
  if (error.code === 'verification_failed') return 'damaged'
  // A fault of the file system has its cause; another master key has none.
  return error.code === 'invalid_config' && error.cause === undefined ? 'foreign_key' : 'unreadable'
}
