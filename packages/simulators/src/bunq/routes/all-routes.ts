import type { Environment } from '../../profile.ts'
import type { Route } from '../http/route.ts'
import { accountRoutes } from './account-routes.ts'
import { attachmentRoutes } from './attachment-routes.ts'
import { avatarRoutes } from './avatar-routes.ts'
import { batchRoutes } from './batch-routes.ts'
import { cardOrderRoutes } from './card-order-routes.ts'
import { cardRoutes } from './card-routes.ts'
import { credentialRoutes } from './credential-routes.ts'
import { currencyRoutes } from './currency-routes.ts'
import { deviceRoutes } from './device-routes.ts'
import { draftRoutes } from './draft-routes.ts'
import { emptyListRoutes } from './empty-list-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { fundsRoutes } from './funds-routes.ts'
import { installationRoutes } from './installation-routes.ts'
import { noteRoutes } from './note-routes.ts'
import { notificationRoutes } from './notification-routes.ts'
import { oauthRoutes } from './oauth-routes.ts'
import { paymentRoutes } from './payment-routes.ts'
import { psd2Routes } from './psd2-routes.ts'
import { requestInquiryRoutes } from './request-inquiry-routes.ts'
import { requestResponseRoutes } from './request-response-routes.ts'
import { sandboxRoutes, type TakeCustomer } from './sandbox-routes.ts'
import { scheduleRoutes } from './schedule-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { statementRoutes } from './statement-routes.ts'
import { tabRoutes } from './tab-routes.ts'
import { userRoutes } from './user-routes.ts'

/** What some routes need beyond the state. */
export interface RouteParts {
  readonly serverPublicKey: string
  /** The bank's own origin. */
  readonly selfUrl: () => string
  readonly takeCustomer: TakeCustomer
}

/** Every call of the API that the simulated bank serves in an environment. */
export const allRoutes = (environment: Environment, parts: RouteParts): readonly Route[] =>
  [
    ...installationRoutes(parts.serverPublicKey),
    ...deviceRoutes,
    ...sessionRoutes,
    ...sandboxRoutes(parts.takeCustomer),
    ...userRoutes,
    ...accountRoutes,
    ...paymentRoutes,
    ...requestInquiryRoutes,
    ...requestResponseRoutes,
    ...batchRoutes,
    ...draftRoutes,
    ...scheduleRoutes,
    ...tabRoutes,
    ...cardRoutes,
    ...cardOrderRoutes,
    ...statementRoutes,
    ...attachmentRoutes(parts.selfUrl),
    ...avatarRoutes(parts.selfUrl),
    ...noteRoutes,
    ...eventRoutes,
    ...fundsRoutes,
    ...currencyRoutes,
    ...notificationRoutes,
    ...credentialRoutes,
    ...oauthRoutes,
    ...psd2Routes,
    ...emptyListRoutes,
  ].filter((route) => route.sandboxOnly !== true || environment === 'sandbox')
