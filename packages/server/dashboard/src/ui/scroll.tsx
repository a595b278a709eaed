import type { ComponentChildren } from 'preact'

/** What may be wider than the page: it scrolls by itself, by the keyboard too. */
export const Scroll = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must take the focus, or the keyboard cannot scroll it (WCAG 2.1.1)
  <fieldset class="scroll" tabIndex={0} aria-label={label}>
    {children}
  </fieldset>
)
