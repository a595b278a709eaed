import type { Filters } from './filters.ts'

/** Filled by the exports of the API. */
export const ExportMenu = (_: { readonly filters: Filters }) => null
