import type { BankName } from '../http/bank-name.ts'
import type { Fault } from './fault.ts'

/** The faults that wait for their calls. */
export interface FaultList {
  add(fault: Fault): void
  /** Faults not used up yet with the times that remain, oldest first. */
  list(): readonly Fault[]
  clear(): void
  /** The oldest fault that fits this request, counted as used. */
  take(bank: BankName, method: string, path: string): Fault | undefined
}

const fits = (fault: Fault, bank: BankName, method: string, path: string): boolean =>
  fault.bank === bank &&
  (fault.method === undefined || fault.method.toUpperCase() === method) &&
  (fault.path === undefined || path.startsWith(fault.path))

export const createFaultList = (): FaultList => {
  let entries: { readonly fault: Fault; remaining: number }[] = []
  return {
    add: (fault) => {
      entries.push({ fault, remaining: fault.times ?? 1 })
    },
    list: () => entries.map(({ fault, remaining }) => ({ ...fault, times: remaining })),
    clear: () => {
      entries = []
    },
    take: (bank, method, path) => {
      const entry = entries.find(({ fault }) => fits(fault, bank, method, path))
      if (entry === undefined) return undefined
      entry.remaining -= 1
      if (entry.remaining <= 0) entries = entries.filter((other) => other !== entry)
      return entry.fault
    },
  }
}
