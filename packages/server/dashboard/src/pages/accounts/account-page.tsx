import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { useBalanceHistory } from '../../api/resources.ts'
import { LineChart } from '../../charts/line-chart.tsx'
import { addDays, dayOf, formatDay, formatInstant, monthStart } from '../../format/dates.ts'
import { accountName, formatIban, mainBalances } from '../../format/names.ts'
import { textBeside } from '../../format/text-beside.ts'
import { locale, t, tWord } from '../../i18n/i18n.ts'
import { now } from '../../shell/now.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Loaded, Skeleton } from '../../ui/loaded.tsx'
import { Money } from '../../ui/money.tsx'
import { Badge, Empty, PageHead, Panel } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { titleOf } from '../transactions/transaction-list.tsx'
import { useAllTransactions } from './use-all-transactions.ts'

type Account = Schemas['Account']

const Facts = ({ account }: { readonly account: Account }) => {
  const { main, available, isBooked } = mainBalances(account)
  return (
    <section class="panel account-head">
      <div class="totals">
        {[
          [isBooked ? 'balances.booked' : 'balances.availableBalance', main] as const,
          ['balances.availableBalance', available] as const,
        ].map(
          ([label, balance]) =>
            balance !== undefined && (
              <div key={label} class="total">
                <span class="note">{t(label)}</span>
                <span class="total-amount">
                  <Money value={balance.amount} />
                </span>
                <span class="note">{formatInstant(balance.asOf, locale.value)}</span>
              </div>
            ),
        )}
      </div>
      <p class="note">
        {tWord('account.gate', account.gate)}
        {account.coveredFrom !== undefined && (
          <>
            {' '}
            {t('account.covered', {
              from: formatDay(account.coveredFrom, locale.value, 'table'),
              to: formatDay(account.coveredTo ?? account.coveredFrom, locale.value, 'table'),
            })}
          </>
        )}
      </p>
    </section>
  )
}

/** What happened on an account between two days, made to be printed. */
const Statement = ({
  account,
  from,
  to,
}: {
  readonly account: Account
  readonly from: string
  readonly to: string
}) => {
  const history = useBalanceHistory({ accountId: account.id, dateFrom: addDays(from, -1), dateTo: to })
  const entries = useAllTransactions({ accountId: account.id, dateFrom: from, dateTo: to, bookingStatus: 'booked' })
  const series = history.state.value.data?.[0]
  const edge = (at: 0 | -1) => {
    const amount = series?.points.at(at)?.amount
    return series === undefined || amount === undefined ? null : <Money value={{ amount, currency: series.currency }} />
  }
  return (
    <div class="statement">
      {history.state.value.data === undefined && history.state.value.problem === undefined && (
        <Skeleton rows={1} height={220} />
      )}
      {series !== undefined && (
        <LineChart
          label={t('balances.chart', { currency: series.currency })}
          points={series.points}
          currency={series.currency}
        />
      )}
      <Loaded resource={entries} rows={10} height={36}>
        {(found) => (
          <Scroll label={t('statement.title')}>
            <table class="table statement-table">
              <caption class="visually-hidden">{t('statement.title')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('table.day')}</th>
                  <th scope="col">{t('table.what')}</th>
                  <th scope="col" class="number">
                    {t('table.amount')}
                  </th>
                </tr>
              </thead>
              <tbody>
                <tr class="balance-row">
                  <td class="nowrap">{formatDay(from, locale.value)}</td>
                  <th scope="row">{t('statement.opening')}</th>
                  <td class="number">{edge(0)}</td>
                </tr>
                {found.toReversed().map((entry) => (
                  <tr key={entry.id}>
                    <td class="nowrap">{formatDay(entry.bookingDate, locale.value)}</td>
                    <td>
                      <strong>{titleOf(entry)}</strong>
                      <span class="note">{textBeside(entry.text, titleOf(entry))}</span>
                    </td>
                    <td class="number">
                      <Money value={entry.amount} sign="always" isToned />
                    </td>
                  </tr>
                ))}
                <tr class="balance-row">
                  <td class="nowrap">{formatDay(to, locale.value)}</td>
                  <th scope="row">{t('statement.closing')}</th>
                  <td class="number">{edge(-1)}</td>
                </tr>
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
    </div>
  )
}

/** One account: what it holds, and a statement of any period. */
export const AccountPage = () => {
  const { params } = useRoute()
  const id = params['id'] ?? ''
  const today = dayOf(now.value)
  const [from, setFrom] = useState(monthStart(today, 1))
  const [to, setTo] = useState(today)
  const found = useResource(['accounts'], `account ${id}`, () =>
    dataOf(api.GET('/v1/accounts/{id}', { params: { path: { id } } })),
  )
  const account = found.state.value.data
  const isPeriod = /^\d{4}-\d\d-\d\d$/.test(from) && /^\d{4}-\d\d-\d\d$/.test(to) && from <= to
  return (
    <>
      <PageHead
        title={account === undefined ? t('account.title') : accountName(account)}
        note={account?.iban === undefined ? undefined : formatIban(account.iban)}
        actions={
          <ButtonLink href={`/transactions?accountId=${id}`} icon="list">
            {t('nav.transactions')}
          </ButtonLink>
        }
      />
      <Loaded resource={found} rows={3} height={96}>
        {(shown) => (
          <>
            {!shown.inConsent && <Badge tone="warn">{t('account.notInConsent')}</Badge>}
            <Facts account={shown} />
            <Panel
              title={t('statement.title')}
              actions={
                <Button icon="print" isSmall onClick={() => print()}>
                  {t('statement.print')}
                </Button>
              }
            >
              <div class="filter-grid no-print">
                <TextField label={t('filter.dateFrom')} type="date" value={from} onInput={setFrom} />
                <TextField label={t('filter.dateTo')} type="date" value={to} onInput={setTo} />
              </div>
              <p class="print-only">
                {accountName(shown)} · {shown.iban === undefined ? '' : formatIban(shown.iban)} ·{' '}
                {isPeriod && `${formatDay(from, locale.value, 'long')} – ${formatDay(to, locale.value, 'long')}`}
              </p>
              {isPeriod ? (
                <Statement key={`${from} ${to}`} account={shown} from={from} to={to} />
              ) : (
                <Empty title={t('statement.noPeriod')} text={t('statement.noPeriodText')} />
              )}
            </Panel>
          </>
        )}
      </Loaded>
    </>
  )
}
