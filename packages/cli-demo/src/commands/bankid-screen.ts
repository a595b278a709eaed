import type { Challenge, DecoupledView, EpochMs } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import { qrLifeSeconds } from '@nostro/provider-bankid'
import { createQrScreen } from '../render/qr-screen.ts'
import type { Terminal } from '../terminal.ts'

/** An order on the terminal: its QR code moves each second, by the clock alone. */
export interface OrderScreen {
  /** Shows this state from now on. */
  follow(challenge: Challenge): void
  /** Takes it off the screen. */
  stop(): void
}

/** Whatever knows what to show of an order at a moment. */
type Frame = (challenge: Challenge, at: EpochMs) => DecoupledView

export const createOrderScreen = (
  frame: Frame,
  { language }: { readonly language: 'sv' | 'en' },
  terminal: Terminal,
): OrderScreen => {
  const screen = createQrScreen(terminal)
  let current: Challenge | undefined
  let startedAt: EpochMs | undefined
  const draw = (): void => {
    if (current === undefined) return
    const now = systemClock.now()
    startedAt ??= now
    const view = frame(current, now)
    const left = qrLifeSeconds - Math.floor((now - startedAt) / 1000)
    // Counted down only where the line is drawn over: elsewhere each second would be a line of its own.
    const countdown = terminal.interactive && view.qrText !== undefined && left > 0 ? secondsLeft[language](left) : ''
    screen.show(view, `${view.message?.[language] ?? view.state ?? ''}${countdown}`)
  }
  const timer = setInterval(draw, 1000)
  return {
    follow: (challenge) => {
      current = challenge
      draw()
    },
    stop: () => {
      clearInterval(timer)
      screen.clear()
    },
  }
}

const secondsLeft = { sv: (left: number) => ` (${left} s kvar)`, en: (left: number) => ` (${left} s left)` }
