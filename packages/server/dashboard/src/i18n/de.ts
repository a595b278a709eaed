import { en } from './en.ts'
import type { Catalogue } from './i18n.ts'

export const de: Catalogue = { ...en }
