import type { en } from './en.ts'

export type TextKey = keyof typeof en

/** One language: every key, no other. */
export type Catalogue = Readonly<Record<TextKey, string>>

/** Keys that have a form for one and one for many: `days.one`, `days.other`. */
export type CountKey = TextKey extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never
