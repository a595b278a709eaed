import type { Challenge, DecoupledView, EpochMs } from '@nostro/core'
import { qrLifeSeconds } from '@nostro/provider-bankid'
import { clockOf } from '../clock-of.ts'
import { createQrScreen } from '../render/qr-screen.ts'
import type { Terminal } from '../terminal.ts'

/** An order that somebody else follows, on the terminal: its QR code moves each second, by the clock alone. */
export interface OrderScreen {
  /** Shows this state from now on. */
  follow(challenge: Challenge): void
  /** Takes it off the screen. */
  stop(): void
}

/** Knows what to show of an order at a moment. */
type Frame = (challenge: Challenge, at: EpochMs) => DecoupledView

export const createOrderScreen = (
  frame: Frame,
  { language }: { readonly language: 'sv' | 'en' },
  terminal: Terminal,
): OrderScreen => {
  const clock = clockOf(terminal)
  const screen = createQrScreen(terminal)
  const stopped = new AbortController()
  let current: Challenge | undefined
  let startedAt: EpochMs | undefined
  const draw = (): void => {
    if (current === undefined || startedAt === undefined) return
    const now = clock.now()
    const { qrText, launchUrl, message } = frame(current, now)
    const left = qrLifeSeconds - Math.floor((now - startedAt) / 1000)
    // Counted down only where the line is drawn over: elsewhere each second would be a line of its own.
    const countdown = terminal.interactive && qrText !== undefined && left > 0 ? secondsLeft[language](left) : ''
    const link = launchUrl === undefined || !terminal.interactive ? undefined : `On this device: ${launchUrl}`
    screen.show({ qrText, link, text: `${message[language] ?? ''}${countdown}` })
  }
  /** At each second of the order's own time, so that each code is shown once. */
  const tick = async (begun: EpochMs): Promise<void> => {
    for (;;) {
      await clock.sleep(1_000 - ((clock.now() - begun) % 1_000) + 5, stopped.signal)
      draw()
    }
  }
  return {
    follow: (challenge) => {
      current = challenge
      if (startedAt === undefined) {
        startedAt = clock.now()
        // Ends with the screen.
        tick(startedAt).catch(() => undefined)
      }
      draw()
    },
    stop: () => {
      stopped.abort()
      screen.clear()
    },
  }
}

const secondsLeft = { sv: (left: number) => ` (${left} s kvar)`, en: (left: number) => ` (${left} s left)` }
