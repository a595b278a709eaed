import { describeProvider } from '@nostro/provider-testkit/vitest'
import { startBank } from './harness.ts'

describeProvider({ bank: startBank })
