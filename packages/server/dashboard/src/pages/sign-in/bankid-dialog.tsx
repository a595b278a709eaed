import { useEffect, useState } from 'preact/hooks'
import { api, dataOf, type Schemas } from '../../api/client.ts'
import { type ApiProblem, asProblem } from '../../api/problem.ts'
import { t } from '../../i18n/i18n.ts'
import { refreshSession, signInProblem } from '../../shell/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNote } from '../../ui/loaded.tsx'
import { DecoupledView } from '../connect/decoupled-view.tsx'

type Purpose = 'login' | 'link' | 'verification'

/** BankID by the code that changes each second, or by the app on this device. */
export const BankIdDialog = ({
  purpose,
  onClose,
  onDone,
}: {
  readonly purpose: Purpose
  readonly onClose: () => void
  readonly onDone?: () => void
}) => {
  const [challenge, setChallenge] = useState<Schemas['Challenge'] | undefined>(undefined)
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined)
  const [round, setRound] = useState(0)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    const fail = (error: unknown): void => setProblem(asProblem(error))
    const ask = async (): Promise<void> => {
      const order = await dataOf(api.POST('/auth/bankid/answer'))
      if (isOver) return
      setChallenge(order.challenge)
      if (order.signedIn) {
        signInProblem.value = undefined
        await refreshSession()
        onDone?.()
        onClose()
      } else if (order.challenge.status === 'pending') timer = setTimeout(() => void ask().catch(fail), 1000)
    }
    const begin = async (): Promise<void> => {
      setProblem(undefined)
      setChallenge((await dataOf(api.POST('/auth/bankid', { body: { purpose } }))).challenge)
      await ask()
    }
    begin().catch(fail)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [round])

  const isOver = challenge !== undefined && challenge.status !== 'pending' && challenge.status !== 'complete'
  return (
    <Dialog title="BankID" onClose={onClose}>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {challenge !== undefined && problem === undefined && <DecoupledView challenge={challenge} />}
      {(isOver || problem !== undefined) && (
        <Button onClick={() => setRound(round + 1)} icon="refresh">
          {t('retry')}
        </Button>
      )}
    </Dialog>
  )
}
