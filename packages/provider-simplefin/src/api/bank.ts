import type { Bank } from '@nostro/provider-kit'

/** Who speaks in errors: the server, not the institutions behind it. */
export const simpleFin: Bank = { provider: 'simplefin', name: 'SimpleFIN' }
