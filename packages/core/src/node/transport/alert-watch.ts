/** The TLS alerts of a pool's connections, and which exchange they may explain. */
export interface AlertWatch {
  arrived(alert: Error): void
  /** An answer arrived: the server accepts us. */
  accepted(): void
  /** Around one exchange. Call `end` when it is over; a second call changes nothing. */
  begin(): AlertedExchange
}

export interface AlertedExchange {
  /**
   * The last alert since the exchange began, unless an answer came after it: an older one must not explain a later loss.
   * `certain` when no other exchange can have been meant: that a payment's answer was lost is not that nothing happened.
   */
  end(): { readonly alert: Error; readonly certain: boolean } | undefined
}

/** Alerts pass by on sockets, and undici does not tell which socket an exchange uses: so exchanges at that time count. */
export const createAlertWatch = (): AlertWatch => {
  let running = 0
  let count = 0
  let last: { readonly alert: Error; readonly certain: boolean } | undefined
  return {
    arrived: (alert) => {
      last = { alert, certain: running === 1 }
      count += 1
    },
    accepted: () => {
      last = undefined
    },
    begin: () => {
      running += 1
      const before = count
      let isOver = false
      return {
        end: () => {
          if (!isOver) running -= 1
          isOver = true
          return count > before ? last : undefined
        },
      }
    },
  }
}
