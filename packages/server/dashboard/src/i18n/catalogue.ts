import type { en } from './en.ts'
import type { enAccess } from './en-access.ts'
import type { enPayments } from './en-payments.ts'

export type TextKey = keyof typeof en

/** One language: every key, no other. */
export type Catalogue = Readonly<Record<TextKey, string>>

/** The part of one language that is about payments, invoices and matches. */
export type PaymentsCatalogue = Readonly<Record<keyof typeof enPayments, string>>

/** The part of one language that is about people and what they may do. */
export type AccessCatalogue = Readonly<Record<keyof typeof enAccess, string>>

/** Keys that have a form for one and one for many: `days.one`, `days.other`. */
export type CountKey = TextKey extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never
