import { createHash } from 'node:crypto'
import type { Clock, DecoupledView, EpochMs, Identity, Random } from '@nostro/core'
import {
  type BankIdProvider,
  browserLaunchLink,
  checkReturn,
  createReturnUrl,
  errorMessage,
  type LiveOrder,
  type OrderState,
} from '@nostro/provider-bankid'

/** Where the person has the BankID: by link in this browser, or by QR code. */
export type LoginWay = 'this-device' | 'other-device'

export type LoginMessage = Readonly<Record<string, string>>

/** What a browser may see of a login. */
export interface LoginView {
  readonly status: 'pending' | 'signed' | 'failed' | 'over'
  /** Grows with every change that subscribers were told of. */
  readonly version: number
  /** By language; absent where only the page's own words fit. */
  readonly message?: LoginMessage
  /** Text of this second's QR code. */
  readonly qrText?: string
  /** Opens the app in the browser that started: a bearer secret of that session. */
  readonly launchUrl?: string
  /** Nobody has taken the order yet. */
  readonly waits: boolean
  /** Seconds until the order ends by itself. */
  readonly secondsLeft?: number
}

/** Who is logged in, and what was found about the way. */
export interface LoggedIn {
  readonly identity: Identity
  /** App and browser had the same address; absent where they normally differ (QR). */
  readonly sameAddress?: boolean
}

/** One order of one browser session, from the button to the result. */
export interface Login {
  /** Names this login in forms, so that a page of an earlier one cannot touch it. No secret. */
  readonly id: string
  readonly way: LoginWay
  view(): LoginView
  /** Called each second while the order is pending, and when the status changes. Returns how to stop. */
  subscribe(listener: () => void): () => void
  /** Somebody looks at the page. */
  seen(): void
  /** The page was left: without a new look soon, the order is cancelled. */
  leave(): void
  /** Ends the login, and the order at BankID. */
  cancel(): Promise<void>
  /** Hands the result out, once, to the browser that started; undefined when it is another, and then nobody gets it. */
  claim(received: { readonly nonce?: string; readonly userAgent: string }): LoggedIn | undefined
}

export interface LoginParts {
  readonly provider: BankIdProvider
  readonly clock: Clock
  readonly random: Random
  readonly way: LoginWay
  /** Address of the page that waits, to which the app sends the person back. */
  readonly pageUrl: string
  readonly endUserIp: string
  readonly userAgent: string
  /** Stable for this browser session, not its cookie. */
  readonly deviceIdentifier: string
}

/** A QR code lives 30 s and is renewed five times; a link is good for 30 s; who took the order has three minutes. */
const takeWithinMs = { 'other-device': 180_000, 'this-device': 30_000 } as const
const finishWithinMs = 180_000
/** A QR code that nobody looks at is of no use. A page behind an app may sleep: there the order's own end decides. */
const unseenMs = 10_000
/** Loading the page anew looks like leaving at first. */
const leaveMs = 2_000
const claimWithinMs = 180_000
const hearLaterMs = 500

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

type Complete = Extract<OrderState, { status: 'complete' }>

/** Starts the order and follows it. An order that cannot be started is a failed login, no exception. */
export const startLogin = async (parts: LoginParts): Promise<Login> => {
  const { provider, clock, random, way, pageUrl, endUserIp, userAgent } = parts
  const mobile = /Mobi|Android|iPhone|iPad/.test(userAgent)
  const sameDevice = way === 'this-device'
  const back = sameDevice ? createReturnUrl(pageUrl, random) : undefined
  const begunAt = clock.now()
  const stop = new AbortController()
  const listeners = new Set<() => void>()
  let status: LoginView['status'] = 'pending'
  let message: LoginMessage | undefined
  let order: LiveOrder | undefined
  let version = 0
  let waits = true
  let takenAt: EpochMs | undefined
  let complete: Complete | undefined
  let lastSeen = begunAt
  let leftAt: EpochMs | undefined

  const isPending = (): boolean => status === 'pending'
  const publish = (): void => {
    version += 1
    for (const listener of [...listeners]) listener()
  }
  const become = (next: Exclude<LoginView['status'], 'pending'>, text?: LoginMessage): void => {
    status = next
    message = text
    if (next === 'signed') return
    complete = undefined
    stop.abort()
  }
  const end: typeof become = (next, text) => {
    become(next, text)
    publish()
  }
  const cancel = async (): Promise<void> => {
    if (status === 'pending' || status === 'signed') end('over')
    await order?.cancel()
  }
  const isAbandoned = (): boolean => {
    if (listeners.size > 0) return false
    const now = clock.now()
    if (leftAt !== undefined && now - leftAt >= leaveMs) return true
    return !sameDevice && now - lastSeen >= unseenMs
  }
  /** One look each second, for as long as there is something to look at. */
  const tick = async (): Promise<void> => {
    while (isPending()) {
      await clock.sleep(1_000 - ((clock.now() - begunAt) % 1_000), stop.signal)
      if (!isPending()) break
      if (isAbandoned()) await cancel()
      else publish()
    }
    if (complete === undefined) return
    await clock.sleep(claimWithinMs, stop.signal)
    end('over')
  }
  const follow = async (states: LiveOrder): Promise<void> => {
    for await (const state of states) {
      if (state.status === 'complete') {
        complete = state
        end('signed')
      } else if (state.status === 'failed') {
        end('failed', state.message)
      } else {
        waits = state.hintCode === 'outstandingTransaction' || state.hintCode === 'noClient'
        if (!waits) takenAt ??= clock.now()
        publish()
      }
    }
  }
  const failWith = (error: unknown): void => {
    if (status !== 'pending') return
    end('failed', errorMessage(error))
  }
  const show = ({ message: text, qrText, launchUrl }: DecoupledView): Partial<LoginView> => ({
    ...(text === undefined ? {} : { message: text }),
    ...(qrText === undefined || sameDevice ? {} : { qrText }),
    ...(launchUrl === undefined || !sameDevice
      ? {}
      : { launchUrl: browserLaunchLink(launchUrl, { userAgent, pageUrl: back?.url ?? pageUrl }).url }),
  })

  try {
    const { hostname } = new URL(pageUrl)
    order = await provider.orders.startOrder(
      'auth',
      {
        endUserIp,
        web: {
          referringDomain: hostname,
          deviceIdentifier: parts.deviceIdentifier,
          ...(userAgent === '' ? {} : { userAgent: userAgent.slice(0, 256) }),
        },
        ...(back === undefined ? {} : { returnUrl: back.url }),
      },
      { restart: !sameDevice, situation: { qr: !sameDevice, mobile } },
    )
    follow(order).catch(failWith)
    // Ended by `stop`, which is no fault; a cancelling that fails leaves an order that ends by itself.
    tick().catch(() => undefined)
  } catch (error) {
    failWith(error)
  }

  return {
    id: Buffer.from(random.bytes(12)).toString('base64url'),
    way,
    view: () => {
      const endsAt = takenAt === undefined ? begunAt + takeWithinMs[way] : takenAt + finishWithinMs
      const base = { status, version, waits }
      if (status !== 'pending' || order === undefined) return { ...base, ...(message === undefined ? {} : { message }) }
      const secondsLeft = Math.max(0, Math.ceil((endsAt - clock.now()) / 1_000))
      return { ...base, ...show(order.frame(clock.now())), secondsLeft }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        lastSeen = clock.now()
      }
    },
    seen: () => {
      lastSeen = clock.now()
      leftAt = undefined
    },
    leave: () => {
      leftAt = clock.now()
    },
    cancel,
    claim: ({ nonce, userAgent: now }) => {
      if (complete === undefined) return undefined
      const { identity, completionData } = complete
      const checks = checkReturn(
        {
          endUserIp,
          completionData,
          sameDevice,
          deviceIdentifier: { atStart: digest(userAgent), now: digest(now) },
          ...(back === undefined ? {} : { expectedNonce: back.nonce }),
          ...(nonce === undefined ? {} : { receivedNonce: nonce }),
        },
        'report',
      )
      // Networks change addresses: that is told. Nonce and browser prove whose login it is.
      const foreign = checks.some(({ name, ok }) => !ok && name !== 'ip-address')
      become('over')
      // Other windows hear of it when the browser has the answer to this one, with its new cookie.
      clock.sleep(hearLaterMs).then(publish, publish)
      if (foreign) return undefined
      const address = checks.find(({ name }) => name === 'ip-address')
      return { identity, ...(address === undefined ? {} : { sameAddress: address.ok }) }
    },
  }
}
