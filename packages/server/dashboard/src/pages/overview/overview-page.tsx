import { useConnections } from '../../api/resources.ts'
import { t } from '../../i18n/i18n.ts'
import { may } from '../../shell/session.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Empty, PageHead, Panel } from '../../ui/panel.tsx'
import { BalancesPanel } from './balances-panel.tsx'
import { ConnectionsPanel } from './connections-panel.tsx'
import { FlowPanel } from './flow-panel.tsx'
import { LatestPanel } from './latest-panel.tsx'
import { NeedsYouPanel } from './needs-you-panel.tsx'
import { ReadAllButton } from './read-button.tsx'
import { SpendingPanel } from './spending-panel.tsx'

/** Everything on one page, what needs a person first. */
export const OverviewPage = () => {
  const connections = useConnections()
  const isEmpty = connections.state.value.data?.length === 0
  return (
    <>
      <PageHead
        title={t('overview.title')}
        actions={
          <>
            {may('connect') && (
              <ButtonLink href="/connect" icon="plus">
                {t('connect.add')}
              </ButtonLink>
            )}
            {!isEmpty && may('sync') && <ReadAllButton />}
          </>
        }
      />
      {isEmpty ? (
        <section class="panel">
          <Empty
            title={t('overview.emptyTitle')}
            text={t('overview.emptyText')}
            action={
              <ButtonLink href="/connect" kind="primary" icon="plus">
                {t('connect.add')}
              </ButtonLink>
            }
          />
        </section>
      ) : (
        <>
          <NeedsYouPanel />
          <ConnectionsPanel connections={connections} />
          <BalancesPanel />
          <div class="columns">
            <FlowPanel />
            <SpendingPanel />
          </div>
          <Panel
            title={t('latest.title')}
            actions={
              <ButtonLink href="/transactions" kind="quiet">
                {t('latest.all')}
              </ButtonLink>
            }
          >
            <LatestPanel />
          </Panel>
        </>
      )}
    </>
  )
}
