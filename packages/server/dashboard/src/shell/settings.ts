import { effect, signal } from '@preact/signals'

/** Nothing personal is kept in the browser: how the page looks, and no more. */
const names = { language: 'nostro.language', theme: 'nostro.theme', hidden: 'nostro.hidden' } as const

export const readSetting = (name: keyof typeof names): string | undefined => {
  try {
    return localStorage.getItem(names[name]) ?? undefined
  } catch {
    return undefined
  }
}

export const writeSetting = (name: keyof typeof names, value: string): void => {
  try {
    localStorage.setItem(names[name], value)
  } catch {
    // A browser that keeps nothing: the setting lasts as long as the page.
  }
}

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const isTheme = (text: string | undefined): text is Theme => (themes as readonly string[]).includes(text ?? '')

export const theme = signal<Theme>('system')
/** Amounts are replaced by dots, everywhere. */
export const areAmountsHidden = signal(false)

export const startSettings = (): void => {
  const kept = readSetting('theme')
  theme.value = isTheme(kept) ? kept : 'system'
  areAmountsHidden.value = readSetting('hidden') === 'yes'
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value
    writeSetting('theme', theme.value)
  })
  effect(() => writeSetting('hidden', areAmountsHidden.value ? 'yes' : 'no'))
}

export const toggleAmounts = (): void => {
  areAmountsHidden.value = !areAmountsHidden.value
}
