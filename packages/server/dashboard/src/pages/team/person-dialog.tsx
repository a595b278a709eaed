import { useState } from 'preact/hooks'
import { roles } from '../../api/api-words.ts'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { invalidate } from '../../api/resource.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { say } from '../../ui/toast.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { CeilingFields, isWrong, noCeiling, toCeiling } from '../settings/ceiling-fields.tsx'
import { confirmed } from '../settings/confirmed.ts'

type User = Schemas['User']
type Role = User['role']

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** Only these roles send payments. */
const sends = (role: Role): boolean => role === 'payer' || role === 'admin'

/** A new person, or the role and limit of one who is here. */
export const PersonDialog = ({
  person,
  onClose,
  onCreated,
}: {
  readonly person?: User | undefined
  readonly onClose: () => void
  readonly onCreated: (user: User) => void
}) => {
  const [name, setName] = useState(person?.name ?? '')
  const [role, setRole] = useState<Role>(person?.role ?? 'viewer')
  const [ceiling, setCeiling] = useState(person?.dailyCeiling ?? noCeiling)
  const [isBusy, run] = useBusy()
  const dailyCeiling = sends(role) ? toCeiling(ceiling) : undefined
  const save = async (): Promise<void> => {
    if (person === undefined) {
      onCreated(await dataOf(api.POST('/v1/users', { body: { name: name.trim(), role, dailyCeiling } })))
    } else {
      const body = { role, dailyCeiling: dailyCeiling ?? null }
      await api.PATCH('/v1/users/{id}', { params: { path: { id: person.id } }, body })
      say(t('saved'))
      onClose()
    }
    invalidate('users')
  }
  return (
    <Dialog title={person === undefined ? t('team.add') : person.name} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void run(() => confirmed(save))
        }}
      >
        {person === undefined && (
          <TextField label={t('team.name')} value={name} onInput={setName} maxLength={100} isRequired />
        )}
        <SelectField
          label={t('team.role')}
          hint={t(`role.means.${role}`)}
          value={role}
          onChange={(next) => {
            if (isRole(next)) setRole(next)
          }}
          choices={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        />
        {sends(role) && <CeilingFields value={ceiling} onChange={setCeiling} />}
        <div class="form-actions">
          <Button
            type="submit"
            kind="primary"
            isBusy={isBusy}
            disabled={name.trim() === '' || (sends(role) && isWrong(ceiling))}
          >
            {t(person === undefined ? 'team.invite' : 'save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
