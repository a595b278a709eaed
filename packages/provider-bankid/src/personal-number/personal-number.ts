import { isLocalDate, type LocalDate, toLocalDate } from '@nostro/core'
import { hasValidCheckDigit } from './check-digit.ts'

/** Why a number can belong to nobody. BankID takes such numbers all the same, and its test numbers are among them. */
export type PersonalNumberFault = 'date' | 'check_digit'

const hidden = '[personal number]'

/**
 * A Swedish personal or coordination number. However it is printed, logged or turned into JSON, its digits stay away:
 * only `reveal()` gives them.
 */
export class PersonalNumber {
  readonly #digits: string

  /** @internal 12 digits: use {@link parsePersonalNumber}. */
  constructor(digits: string) {
    this.#digits = digits
  }

  /** A coordination number (samordningsnummer) is for people who are not registered in Sweden: its day is 60 more. */
  get kind(): 'personal' | 'coordination' {
    return Number(this.#digits.slice(6, 8)) >= 60 ? 'coordination' : 'personal'
  }

  /** Absent where the number names no day: an unknown one (month 00 or day 60 of a coordination number), or one that no calendar has. */
  get birthDate(): LocalDate | undefined {
    const date = this.#writtenDate()
    return isLocalDate(date) ? date : undefined
  }

  /** Empty for a number as the tax agency gives it out. */
  get faults(): readonly PersonalNumberFault[] {
    const dated = this.birthDate !== undefined || this.#leavesDayOpen()
    return [
      ...(dated ? [] : (['date'] as const)),
      ...(hasValidCheckDigit(this.#digits) ? [] : (['check_digit'] as const)),
    ]
  }

  /**
   * Whole years on a day; nothing where no birth date is known, or before it. Who was born on 29 February grows older
   * on 1 March of ordinary years, the later of the two days one may think of.
   */
  ageOn(day: LocalDate): number | undefined {
    const born = this.birthDate
    if (born === undefined || toLocalDate(day) < born) return undefined
    const hadBirthday = day.slice(5) >= born.slice(5)
    return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (hadBirthday ? 0 : 1)
  }

  /** The 12 digits, `YYYYMMDDNNNC`: BankID's form. The one way to them. */
  reveal(): string {
    return this.#digits
  }

  equals(other: PersonalNumber): boolean {
    return this.#digits === other.#digits
  }

  toString(): string {
    return hidden
  }

  toJSON(): string {
    return hidden
  }

  /** What `console.log` and `util.inspect` show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden
  }

  /** Newer coordination numbers may leave out month or day: the rest must still fit a calendar. */
  #leavesDayOpen(): boolean {
    const [year = '', month = '', day = ''] = this.#writtenDate().split('-')
    if (this.kind !== 'coordination' || (month !== '00' && day !== '00')) return false
    return isLocalDate(`${year}-${month === '00' ? '01' : month}-${day === '00' ? '01' : day}`)
  }

  #writtenDate(): string {
    const day = Number(this.#digits.slice(6, 8))
    const plain = String(day >= 60 ? day - 60 : day).padStart(2, '0')
    return `${this.#digits.slice(0, 4)}-${this.#digits.slice(4, 6)}-${plain}`
  }
}
