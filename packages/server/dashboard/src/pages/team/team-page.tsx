import { useState } from 'preact/hooks'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { invalidate, useResource } from '../../api/resource.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Badge, Empty, PageHead } from '../../ui/panel.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { CeilingNote } from '../settings/ceiling-fields.tsx'
import { confirmed } from '../settings/confirmed.ts'
import { LinkDialog } from '../settings/link-dialog.tsx'
import { PersonDialog } from './person-dialog.tsx'

type User = Schemas['User']
/** What stands in front of the page: a form, or a link to hand over. */
type Open = { readonly person?: User } | { readonly code: string; readonly name: string }

const linkFor = async ({ id, name }: User): Promise<Open> => ({
  code: (await dataOf(api.POST('/v1/login-links', { params: { query: { userId: id } } }))).code,
  name,
})

const Row = ({ person, onOpen }: { readonly person: User; readonly onOpen: (open: Open) => void }) => {
  const { id, name, role, disabled, dailyCeiling } = person
  const [isBusy, run] = useBusy()
  const path = { params: { path: { id } } }
  const act = (work: () => Promise<unknown>): void => {
    void run(async () => {
      await confirmed(work)
      invalidate('users')
    })
  }
  return (
    <li class="row row-wrap">
      <span class="row-main">
        <strong title={name}>{name}</strong>
        <span class="note">{t(`role.means.${role}`)}</span>
        {dailyCeiling !== undefined && <CeilingNote ceiling={dailyCeiling} />}
      </span>
      <Badge tone={disabled ? 'bad' : 'accent'}>{disabled ? t('team.disabled') : t(`role.${role}`)}</Badge>
      <span class="inline">
        <Button isSmall isBusy={isBusy} onClick={() => onOpen({ person })}>
          {t('team.change')}
        </Button>
        {!disabled && (
          <Button isSmall isBusy={isBusy} onClick={() => act(async () => onOpen(await linkFor(person)))}>
            {t('team.link')}
          </Button>
        )}
        <Button
          isSmall
          isBusy={isBusy}
          onClick={() => act(() => api.PATCH('/v1/users/{id}', { ...path, body: { disabled: !disabled } }))}
        >
          {t(disabled ? 'team.enable' : 'team.disable')}
        </Button>
        {disabled && (
          <Button isSmall isBusy={isBusy} onClick={() => act(() => api.DELETE('/v1/users/{id}', path))}>
            {t('remove')}
          </Button>
        )}
      </span>
    </li>
  )
}

/** People who work with this server, and what each may do. */
export const TeamPage = () => {
  const [open, setOpen] = useState<Open | undefined>(undefined)
  const users = useResource(['users'], 'users', async () => (await dataOf(api.GET('/v1/users'))).data)
  const close = (): void => setOpen(undefined)
  const add = (
    <Button kind="primary" icon="plus" onClick={() => setOpen({})}>
      {t('team.add')}
    </Button>
  )
  return (
    <>
      <PageHead title={t('team.title')} note={t('team.note')} actions={add} />
      <section class="panel">
        <Loaded resource={users} rows={3} height={64}>
          {(found) =>
            found.length === 0 ? (
              <Empty title={t('team.emptyTitle')} text={t('team.emptyText')} action={add} />
            ) : (
              <ul class="rows">
                {found.map((person) => (
                  <Row key={person.id} person={person} onOpen={setOpen} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      {open !== undefined &&
        ('code' in open ? (
          <LinkDialog title={t('team.linkTitle', { name: open.name })} code={open.code} onClose={close} />
        ) : (
          <PersonDialog
            person={open.person}
            onClose={close}
            onCreated={(user) => void linkFor(user).then(setOpen, close)}
          />
        ))}
    </>
  )
}
