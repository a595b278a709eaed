import type { InstitutionRef } from '@nostro/core'

/** What users of the service reported of one bank, where it needs other treatment. */
export interface Quirks {
  /** The bank gives the same entry another reference each time: it is none, and would double entries. */
  readonly referencesChange: boolean
  /** The bank fails on calls with the customer's headers. */
  readonly refusesPsuHeaders: boolean
}

interface Row extends Partial<Quirks> {
  readonly name: string
  /** All countries when absent. */
  readonly country?: string
  /** Public thread in which it was reported. */
  readonly source: string
}

const rows: readonly Row[] = [
  { name: 'N26', referencesChange: true, source: 'we-promise/sure, issue 954' },
  { name: 'Sparkasse', country: 'AT', referencesChange: true, source: 'we-promise/sure, issue 954' },
  { name: 'VDK bank', country: 'BE', refusesPsuHeaders: true, source: '2manyvcos/enable-actual, issue 18' },
  { name: 'HypoVereinsbank', country: 'DE', refusesPsuHeaders: true, source: 'actualbudget/actual, issue 8355' },
]

/**
 * What is known of a bank; nothing for most.
 *
 * @example
 * quirksOf({ name: 'N26', country: 'DE' }) // { referencesChange: true, refusesPsuHeaders: false }
 */
export const quirksOf = ({ name, country }: InstitutionRef): Quirks => {
  const found = rows.filter(
    (row) => name.startsWith(row.name) && (row.country === undefined || row.country === country),
  )
  return {
    referencesChange: found.some((row) => row.referencesChange === true),
    refusesPsuHeaders: found.some((row) => row.refusesPsuHeaders === true),
  }
}
