import { t } from '../i18n/i18n.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Empty, PageHead } from '../ui/panel.tsx'

export const NotFoundPage = () => (
  <>
    <PageHead title={t('notFound.title')} />
    <section class="panel">
      <Empty
        title={t('notFound.title')}
        text={t('notFound.text')}
        action={
          <ButtonLink href="/" kind="primary">
            {t('nav.overview')}
          </ButtonLink>
        }
      />
    </section>
  </>
)
