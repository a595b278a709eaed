import type { ProviderServices, Transport } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'

/** Services whose bank is a function from the number of the call to the bytes of its answer: no network, no waiting. */
export const replayServices = (answer: (index: number) => Uint8Array): ProviderServices => {
  const services = createNodeServices()
  let index = 0
  const transport: Transport = {
    send: async () => {
      const body = answer(index)
      index += 1
      return { status: 200, headers: { 'content-type': 'application/json' }, body }
    },
    resolveLink: (_origin, href) => href,
    bankNow: () => services.clock.now(),
    close: async () => {},
  }
  return { ...services, createTransport: () => transport }
}
