import { useEffect } from 'preact/hooks'
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso'
import { followEvents } from './api/live.ts'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { OverviewPage } from './pages/overview/overview-page.tsx'
import { SignInPage } from './pages/sign-in/sign-in-page.tsx'
import { Layout } from './shell/layout.tsx'
import { session } from './shell/session.ts'
import { Toasts } from './ui/toast.tsx'

const TransactionsPage = lazy(async () => (await import('./pages/transactions/transactions-page.tsx')).TransactionsPage)
const AccountPage = lazy(async () => (await import('./pages/accounts/account-page.tsx')).AccountPage)
const PaymentsPage = lazy(async () => (await import('./pages/payments/payments-page.tsx')).PaymentsPage)
const NewPaymentPage = lazy(async () => (await import('./pages/payments/new-payment-page.tsx')).NewPaymentPage)
const PaymentPage = lazy(async () => (await import('./pages/payments/payment-page.tsx')).PaymentPage)
const InvoicesPage = lazy(async () => (await import('./pages/invoices/invoices-page.tsx')).InvoicesPage)
const BanksPage = lazy(async () => (await import('./pages/banks/banks-page.tsx')).BanksPage)
const ConnectPage = lazy(async () => (await import('./pages/connect/connect-page.tsx')).ConnectPage)
const ResultPage = lazy(async () => (await import('./pages/connect/result-page.tsx')).ResultPage)
const TeamPage = lazy(async () => (await import('./pages/team/team-page.tsx')).TeamPage)
const SettingsPage = lazy(async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage)

const Pages = () => (
  <ErrorBoundary>
    <Router onRouteChange={focusHeading}>
      <Route path="/" component={OverviewPage} />
      <Route path="/transactions" component={TransactionsPage} />
      <Route path="/accounts/:id" component={AccountPage} />
      <Route path="/payments" component={PaymentsPage} />
      <Route path="/payments/new" component={NewPaymentPage} />
      <Route path="/payments/:id" component={PaymentPage} />
      <Route path="/invoices" component={InvoicesPage} />
      <Route path="/banks" component={BanksPage} />
      <Route path="/connect" component={ConnectPage} />
      <Route path="/connect/result/:id" component={ResultPage} />
      <Route path="/team" component={TeamPage} />
      <Route path="/settings" component={SettingsPage} />
      <Route default component={NotFoundPage} />
    </Router>
  </ErrorBoundary>
)

/** A new page begins at its top and its heading: for eyes and for screen readers. */
const focusHeading = (): void => {
  scrollTo(0, 0)
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
}

const SignedIn = () => {
  useEffect(followEvents, [])
  return (
    <Layout>
      <Pages />
    </Layout>
  )
}

export const App = () => (
  <LocationProvider>
    {session.value?.signedIn === true ? <SignedIn /> : <SignInPage />}
    <Toasts />
  </LocationProvider>
)
