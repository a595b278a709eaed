import { useState } from 'preact/hooks'
import { t } from '../../i18n/i18n.ts'
import { Wordmark } from '../../shell/layout.tsx'
import { LanguageSelect, ThemeSelect } from '../../shell/preferences.tsx'
import { session, signInByCode, signInByRecoveryCode, signInProblem } from '../../shell/session.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { ProblemNote } from '../../ui/loaded.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { BankIdDialog } from './bankid-dialog.tsx'
import { signInWithPasskey } from './passkey.ts'

/** The code of a link that was pasted whole, or the code alone. */
const codeOf = (text: string): string => /(?:login|setup)=([0-9A-Za-z]+)/.exec(text)?.[1] ?? text.trim()

const LinkForm = () => {
  const [text, setText] = useState('')
  const [isBusy, run] = useBusy()
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void run(() => signInByCode(codeOf(text)))
      }}
    >
      <TextField label={t('signIn.code')} hint={t('signIn.codeHint')} value={text} onInput={setText} isRequired />
      <Button type="submit" isBusy={isBusy} disabled={text.trim() === ''}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}

const RecoveryForm = () => {
  const [text, setText] = useState('')
  const [isBusy, run] = useBusy()
  return (
    <details class="sign-in-more">
      <summary>{t('recovery.lost')}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void run(() => signInByRecoveryCode(text.trim()))
        }}
      >
        <TextField label={t('recovery.code')} value={text} onInput={setText} maxLength={100} isRequired />
        <Button type="submit" isBusy={isBusy} disabled={text.trim() === ''}>
          {t('signIn.submit')}
        </Button>
      </form>
    </details>
  )
}

/** No passwords: a passkey, a one-time link from the machine that runs the server, BankID, or an OpenID provider. */
export const SignInPage = () => {
  const [isBankIdOpen, setBankId] = useState(false)
  const [isBusy, run] = useBusy()
  const state = session.value
  const problem = signInProblem.value
  return (
    <div class="sign-in">
      <main class="sign-in-card">
        <Wordmark />
        <h1 tabIndex={-1}>{t('signIn.title')}</h1>
        {problem !== undefined && <ProblemNote problem={problem} />}
        {state?.methods.passkey === true && (
          <Button kind="primary" icon="key" isBusy={isBusy} onClick={() => void run(signInWithPasskey)}>
            {t('signIn.passkey')}
          </Button>
        )}
        {state?.methods.bankid === true && (
          <Button icon="phone" onClick={() => setBankId(true)}>
            {t('signIn.bankid')}
          </Button>
        )}
        {state?.methods.oidc !== undefined && (
          <ButtonLink href="/auth/oidc/start" icon="out">
            {t('signIn.oidc', { name: state.methods.oidc })}
          </ButtonLink>
        )}
        {state?.methods.recoveryCode === true && <RecoveryForm />}
        <section class="sign-in-link">
          <h2>{t('signIn.linkTitle')}</h2>
          <p>
            {t('signIn.linkText')} <code>nostro login-link</code>
          </p>
          <LinkForm />
        </section>
        <footer class="sign-in-foot">
          <ThemeSelect />
          <LanguageSelect />
        </footer>
      </main>
      {isBankIdOpen && <BankIdDialog purpose="login" onClose={() => setBankId(false)} />}
    </div>
  )
}
