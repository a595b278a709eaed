import { useState } from 'preact/hooks'
import type { Schemas } from '../../api/client.ts'
import { useAccounts, useBalanceHistory, useConnections } from '../../api/resources.ts'
import { ChartTable } from '../../charts/chart-table.tsx'
import { LineChart } from '../../charts/line-chart.tsx'
import { addDays, dayOf, formatDay } from '../../format/dates.ts'
import { addDecimals } from '../../format/decimal.ts'
import { accountName, formatIban, mainBalances } from '../../format/names.ts'
import { locale, t } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'

type Account = Schemas['Account']

interface Total {
  readonly currency: string
  readonly amount: string
  readonly available: string
}

/** One sum for each currency: nothing is added over currencies without a rate. */
export const totalsOf = (accounts: readonly Account[]): readonly Total[] => {
  const totals = new Map<string, Total>()
  for (const account of accounts) {
    const { main, available } = mainBalances(account)
    if (main === undefined) continue
    const { currency, amount } = main.amount
    const before = totals.get(currency) ?? { currency, amount: '0', available: '0' }
    const own = available?.amount.currency === currency ? available.amount.amount : amount
    totals.set(currency, {
      currency,
      amount: addDecimals(before.amount, amount),
      available: addDecimals(before.available, own),
    })
  }
  return [...totals.values()]
}

const periods = [30, 90, 365] as const

const HistoryChart = ({ currency }: { readonly currency: string }) => {
  const [days, setDays] = useState<(typeof periods)[number]>(90)
  const history = useBalanceHistory({ dateFrom: addDays(dayOf(now.value, 'UTC'), 1 - days) })
  return (
    <div class="chart-block">
      <fieldset class="segmented" aria-label={t('balances.period')}>
        {periods.map((period) => (
          <button key={period} type="button" aria-pressed={period === days} onClick={() => setDays(period)}>
            {t(`period.${period}`)}
          </button>
        ))}
      </fieldset>
      <Loaded resource={history} rows={1} height={264}>
        {(series) => {
          const points = series.find((one) => one.currency === currency)?.points ?? []
          if (points.length === 0) return <Empty title={t('flow.emptyTitle')} text={t('balances.emptyText')} />
          return (
            <>
              <LineChart label={t('balances.chart', { currency })} points={points} currency={currency} />
              <ChartTable
                heads={[t('table.day'), t('balances.booked')]}
                rows={points
                  .filter(({ amount }, index) => amount !== points[index - 1]?.amount)
                  .toReversed()
                  .map(({ day, amount }) => ({
                    key: day,
                    cells: [formatDay(day, locale.value, 'table'), <Money key={day} value={{ amount, currency }} />],
                  }))}
              />
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

const AccountRow = ({ account }: { readonly account: Account }) => {
  const { main, available, isBooked } = mainBalances(account)
  return (
    <li>
      <a href={`/accounts/${account.id}`} class="row">
        <span class="row-main">
          <strong title={accountName(account)}>{accountName(account)}</strong>
          <span class="note tabular">
            {account.iban === undefined ? (account.maskedPan ?? account.currency) : formatIban(account.iban)}
          </span>
        </span>
        <span class="row-side">
          {main === undefined ? <span class="note">{t('balances.unknown')}</span> : <Money value={main.amount} />}
          {main !== undefined && !isBooked && <span class="note">{t('balances.available')}</span>}
          {available !== undefined && available.amount.amount !== main?.amount.amount && (
            <span class="note">
              <Money value={available.amount} /> {t('balances.available')}
            </span>
          )}
        </span>
      </a>
    </li>
  )
}

const byConnection = (accounts: readonly Account[]): readonly (readonly [string, readonly Account[]])[] => {
  const groups = new Map<string, Account[]>()
  for (const account of accounts) {
    const own = groups.get(account.connectionId) ?? []
    own.push(account)
    groups.set(account.connectionId, own)
  }
  return [...groups]
}

export const BalancesPanel = () => {
  const accounts = useAccounts()
  const connections = useConnections().state.value.data ?? []
  const names = new Map(connections.map(({ id, label, providerName }) => [id, label ?? providerName]))
  const [chosen, choose] = useState<string | undefined>(undefined)
  return (
    <Panel title={t('balances.title')}>
      <Loaded resource={accounts} rows={4} height={108}>
        {(found) => {
          const totals = totalsOf(found)
          const currency = chosen ?? totals[0]?.currency
          if (currency === undefined) return <Empty title={t('balances.emptyTitle')} text={t('balances.emptyText')} />
          return (
            <>
              <fieldset class="totals" aria-label={t('balances.currency')}>
                {totals.map((total) => (
                  <button
                    key={total.currency}
                    type="button"
                    class="total"
                    aria-pressed={total.currency === currency}
                    onClick={() => choose(total.currency)}
                  >
                    <span class="note">{t('balances.in', { currency: total.currency })}</span>
                    <span class="total-amount">
                      <Money value={{ amount: total.amount, currency: total.currency }} />
                    </span>
                    {total.available !== total.amount && (
                      <span class="note">
                        <Money value={{ amount: total.available, currency: total.currency }} />{' '}
                        {t('balances.available')}
                      </span>
                    )}
                  </button>
                ))}
              </fieldset>
              <HistoryChart currency={currency} />
              <div class="account-groups">
                {byConnection(found).map(([id, own]) => (
                  <div key={id}>
                    <h3 class="rows-title">{names.get(id) ?? own[0]?.provider}</h3>
                    <ul class="rows">
                      {own.map((account) => (
                        <AccountRow key={account.id} account={account} />
                      ))}
                    </ul>
                  </div>
                ))}
              </div>
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}
