import { createHash } from 'node:crypto'
import type { Clock, EpochMs, Identity, Random } from '@nostro/core'
import {
  type BankIdComplete,
  type BankIdPending,
  type BankIdProvider,
  type BankIdState,
  type BankIdStates,
  browserLaunchLink,
  checkReturn,
  createReturnUrl,
  errorMessage,
} from '@nostro/provider-bankid'

/** Where the person has the BankID: by link in this browser, or by QR code. */
export type LoginWay = 'this-device' | 'other-device'

export type LoginMessage = Readonly<Record<string, string>>

/** What a browser may see of a login. */
export interface LoginView {
  readonly status: 'pending' | 'signed' | 'failed' | 'over'
  /** Grows with every change that subscribers hear of. */
  readonly version: number
  /** By language; absent where only the page's own words fit. */
  readonly message?: LoginMessage | undefined
  /** Text of this second's QR code. */
  readonly qrText?: string | undefined
  /** Opens the app in the browser that started: a bearer secret of that session. */
  readonly launchUrl?: string | undefined
  /** This browser opens the app without a click: the page follows the link by itself. */
  readonly autostart?: boolean | undefined
  /** Nobody has taken the order yet. */
  readonly waits: boolean
  /** Seconds until the order ends by itself. */
  readonly secondsLeft?: number | undefined
}

/** Who is logged in, and what was found about the way. */
export interface LoggedIn {
  readonly identity: Identity
  /** App and browser had the same address; absent where they normally differ (QR). */
  readonly sameAddress?: boolean | undefined
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
  claim(received: { readonly nonce?: string | undefined; readonly userAgent: string }): LoggedIn | undefined
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

/** A QR code that nobody looks at is of no use. A page behind an app may sleep: there the order's own end decides. */
const unseenMs = 10_000
/** Loading the page anew looks like leaving at first. */
const leaveMs = 2_000
const claimWithinMs = 180_000
const hearLaterMs = 500

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Starts the order and follows it. An order that cannot be started is a failed login, no exception. */
export const startLogin = async (parts: LoginParts): Promise<Login> => {
  const login = new BrowserLogin(parts)
  await login.begin()
  return login
}

class BrowserLogin implements Login {
  readonly id: string
  readonly way: LoginWay
  readonly #parts: LoginParts
  readonly #sameDevice: boolean
  /** Where the app sends the person back, with the nonce that proves the window. */
  readonly #back: ReturnType<typeof createReturnUrl> | undefined
  readonly #stop = new AbortController()
  readonly #listeners = new Set<() => void>()
  #states: BankIdStates | undefined
  #status: LoginView['status'] = 'pending'
  #message: LoginMessage | undefined
  #pending: BankIdPending | undefined
  #complete: BankIdComplete | undefined
  #version = 0
  #lastSeen: EpochMs
  #leftAt: EpochMs | undefined

  constructor(parts: LoginParts) {
    this.#parts = parts
    this.way = parts.way
    this.id = Buffer.from(parts.random.bytes(12)).toString('base64url')
    this.#sameDevice = parts.way === 'this-device'
    this.#back = this.#sameDevice ? createReturnUrl(parts.pageUrl, parts.random) : undefined
    this.#lastSeen = parts.clock.now()
  }

  async begin(): Promise<void> {
    const { provider, userAgent, pageUrl, endUserIp, deviceIdentifier } = this.#parts
    const web = { referringDomain: new URL(pageUrl).hostname, deviceIdentifier }
    const fields = {
      endUserIp,
      web: userAgent === '' ? web : { ...web, userAgent },
      returnUrl: this.#back?.url,
    }
    const mobile = /Mobi|Android|iPhone|iPad/.test(userAgent)
    try {
      const challenge = await provider.orders.openOrder('auth', fields, { qr: !this.#sameDevice, mobile })
      this.#states = provider.follow(challenge, { renew: !this.#sameDevice })
      const first = await this.#states.next()
      if (first.done !== true) this.#take(first.value)
      // What goes wrong becomes a failed login.
      void this.#follow(this.#states)
    } catch (error) {
      this.#failWith(error)
    }
  }

  view(): LoginView {
    const base = { status: this.#status, version: this.#version, waits: this.#pending?.waiting ?? true }
    if (this.#status !== 'pending' || this.#pending === undefined) return { ...base, message: this.#message }
    const { messages, secondsLeft, qrText, launchUrl } = this.#pending
    const shown = { ...base, message: messages, secondsLeft }
    if (!this.#sameDevice) return { ...shown, qrText }
    if (launchUrl === undefined) return shown
    const { userAgent, pageUrl } = this.#parts
    const link = browserLaunchLink(launchUrl, { userAgent, pageUrl: this.#back?.url ?? pageUrl })
    return { ...shown, launchUrl: link.url, autostart: !link.needsClick }
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      this.#lastSeen = this.#parts.clock.now()
    }
  }

  seen(): void {
    this.#lastSeen = this.#parts.clock.now()
    this.#leftAt = undefined
  }

  leave(): void {
    this.#leftAt = this.#parts.clock.now()
  }

  async cancel(): Promise<void> {
    if (this.#status === 'pending' || this.#status === 'signed') this.#end('over')
    await this.#states?.return()
  }

  claim(received: { readonly nonce?: string | undefined; readonly userAgent: string }): LoggedIn | undefined {
    if (this.#complete === undefined) return undefined
    const { identity, completionData } = this.#complete
    const checks = checkReturn(
      {
        endUserIp: this.#parts.endUserIp,
        completionData,
        sameDevice: this.#sameDevice,
        deviceIdentifier: { atStart: digest(this.#parts.userAgent), now: digest(received.userAgent) },
        expectedNonce: this.#back?.nonce,
        receivedNonce: received.nonce,
      },
      'report',
    )
    // Networks change addresses: the page says so. Nonce and browser prove whose login it is.
    const foreign = checks.some(({ name, ok }) => !ok && name !== 'ip-address')
    this.#become('over')
    // Other windows hear of it when the browser has the answer to this one, with its new cookie.
    const publish = (): void => this.#publish()
    this.#parts.clock.sleep(hearLaterMs).then(publish, publish)
    if (foreign) return undefined
    return { identity, sameAddress: checks.find(({ name }) => name === 'ip-address')?.ok }
  }

  /** A state each second, until the end: the page shows each, and an order that nobody waits for is cancelled. */
  async #follow(states: BankIdStates): Promise<void> {
    try {
      for await (const state of states) {
        if (this.#status !== 'pending') break
        this.#take(state)
        if (state.status === 'pending' && this.#isAbandoned()) await this.cancel()
      }
      if (this.#complete === undefined) return
      await this.#parts.clock.sleep(claimWithinMs, this.#stop.signal)
      this.#end('over')
    } catch (error) {
      // A result that was claimed ends the waiting; a cancelling that fails leaves an order that ends by itself.
      this.#failWith(error)
    }
  }

  #take(state: BankIdState): void {
    if (state.status === 'complete') {
      this.#complete = state
      this.#end('signed')
    } else if (state.status === 'failed') this.#end('failed', state.messages)
    else {
      this.#pending = state
      this.#publish()
    }
  }

  #failWith(error: unknown): void {
    if (this.#status === 'pending') this.#end('failed', errorMessage(error))
  }

  #isAbandoned(): boolean {
    if (this.#listeners.size > 0) return false
    const now = this.#parts.clock.now()
    if (this.#leftAt !== undefined && now - this.#leftAt >= leaveMs) return true
    return !this.#sameDevice && now - this.#lastSeen >= unseenMs
  }

  #end(next: Exclude<LoginView['status'], 'pending'>, message?: LoginMessage): void {
    this.#become(next, message)
    this.#publish()
  }

  #become(next: Exclude<LoginView['status'], 'pending'>, message?: LoginMessage): void {
    this.#status = next
    this.#message = message
    if (next === 'signed') return
    this.#complete = undefined
    this.#stop.abort()
  }

  #publish(): void {
    this.#version += 1
    for (const listener of [...this.#listeners]) listener()
  }
}
