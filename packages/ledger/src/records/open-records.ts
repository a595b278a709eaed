import { NostroError, type NostroStores } from '@nostro/core'
import { createRecordStores } from './create-record-stores.ts'
import type { RecordOptions, RecordParts } from './record-parts.ts'
import { type ForeignRecords, forgetOrigin, takeOverRecords } from './take-over-records.ts'

/** What a program keeps in its ledger beside the accounts: sessions with their tokens, connections, payment intents. */
export interface LedgerRecords {
  readonly stores: NostroStores
  /**
   * Takes the records of another place over, all or none; what the ledger has already stays.
   * @returns how many were written. What was taken over from this place before, and not forgotten, is not written again.
   */
  takeOver(place: string, records: ForeignRecords): Promise<number>
  /** The files of the place were put aside: whatever lies there from now on is new. */
  forgetOrigin(place: string): Promise<void>
}

type Parts = Omit<RecordParts, 'sealer'> & { readonly sealer: RecordParts['sealer'] | undefined }

/** @throws NostroError `invalid_config` in a ledger that was opened without a master key */
export const openRecords = ({ sealer, ...rest }: Parts, options: RecordOptions = {}): LedgerRecords => {
  if (sealer === undefined) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'The ledger keeps sessions and payments sealed, and was given no master key.',
      hint: 'Open it with masterKeys, or keep sessions and payments in files.',
    })
  }
  const parts: RecordParts = { ...rest, ...options, sealer }
  return {
    stores: createRecordStores(parts),
    takeOver: (place, records) => takeOverRecords(parts, place, records),
    forgetOrigin: (place) => forgetOrigin(parts, place),
  }
}
