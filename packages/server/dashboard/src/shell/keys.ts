const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Single keys, where nobody types and no dialog is open. @returns how to stop */
export const onKeys = (actions: Readonly<Record<string, () => void>>): (() => void) => {
  const listen = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (document.querySelector('dialog[open]') !== null) return
    const action = actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  }
  addEventListener('keydown', listen)
  return () => removeEventListener('keydown', listen)
}
