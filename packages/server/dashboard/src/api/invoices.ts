import { api, dataOf, type Schemas } from './client.ts'
import { invalidate, type Resource, useResource } from './resource.ts'

export type Invoice = Schemas['Invoice']
export type Match = Schemas['Match']

const pageLimit = 200

/** What waits for a person, newest first. */
export const useSuggestions = (): Resource<readonly Match[]> =>
  useResource(
    ['matches'],
    'suggestions',
    async () =>
      (await dataOf(api.GET('/v1/matches', { params: { query: { status: 'suggested', limit: pageLimit } } }))).data,
  )

export const useInvoices = (state: Invoice['state'] | undefined): Resource<readonly Invoice[]> =>
  useResource(
    ['invoices'],
    `invoices ${state ?? ''}`,
    async () => (await dataOf(api.GET('/v1/invoices', { params: { query: { state, limit: pageLimit } } }))).data,
  )

export const useInvoice = (id: string): Resource<Invoice> =>
  useResource(['invoices'], `invoice ${id}`, () => dataOf(api.GET('/v1/invoices/{id}', { params: { path: { id } } })))

export const useMatchesOf = (invoiceId: string): Resource<readonly Match[]> =>
  useResource(
    ['matches'],
    `matches ${invoiceId}`,
    async () => (await dataOf(api.GET('/v1/matches', { params: { query: { invoiceId, limit: pageLimit } } }))).data,
  )

const path = (id: string) => ({ params: { path: { id } } })

/** Matches, invoices and entries show each other: a decision makes all of them new. */
const decided = (): void => invalidate('matches', 'invoices', 'transactions')

export const confirmMatch = async (id: string): Promise<void> => {
  await api.POST('/v1/matches/{id}/confirmation', path(id))
  decided()
}

export const rejectMatch = async (id: string): Promise<void> => {
  await api.POST('/v1/matches/{id}/rejection', path(id))
  decided()
}

export const undoMatch = async (id: string): Promise<void> => {
  await api.DELETE('/v1/matches/{id}', path(id))
  decided()
}

export const setInvoiceDone = async (id: string, done: boolean): Promise<void> => {
  await api.PATCH('/v1/invoices/{id}', { ...path(id), body: { done } })
  decided()
}

export const reconcile = async (): Promise<void> => {
  await api.POST('/v1/reconciliations', { body: {} })
  decided()
}

export const importCsv = async (csv: string) => {
  const done = await dataOf(api.POST('/v1/invoices/import', { body: { csv } }))
  decided()
  return done
}

export const createInvoice = async (invoice: Schemas['NewInvoice']): Promise<void> => {
  await api.POST('/v1/invoices', { body: invoice })
  decided()
}
