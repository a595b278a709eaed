import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly problem?: string | undefined
}

const describedBy = (id: string, { hint, problem }: FieldProps): string | undefined =>
  problem === undefined && hint === undefined ? undefined : `${id}-words`

const Words = ({ id, hint, problem }: { readonly id: string } & Omit<FieldProps, 'label'>) =>
  problem !== undefined ? (
    <p id={`${id}-words`} class="field-problem">
      {problem}
    </p>
  ) : hint !== undefined ? (
    <p id={`${id}-words`} class="field-hint">
      {hint}
    </p>
  ) : null

export const TextField = ({
  value,
  onInput,
  type = 'text',
  inputMode,
  autoComplete = 'off',
  isRequired = false,
  maxLength,
  ...field
}: FieldProps & {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password' | 'date' | 'search' | 'url' | 'number'
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | undefined
  readonly autoComplete?: string
  readonly isRequired?: boolean
  readonly maxLength?: number | undefined
}) => {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      <input
        id={id}
        // JSX types its roles by each kind of input; none is given here.
        type={type as 'text'}
        inputMode={inputMode}
        autocomplete={autoComplete}
        required={isRequired}
        maxLength={maxLength}
        value={value}
        aria-invalid={field.problem !== undefined}
        aria-describedby={describedBy(id, field)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <Words id={id} hint={field.hint} problem={field.problem} />
    </div>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
}

export const SelectField = ({
  value,
  onChange,
  choices,
  ...field
}: FieldProps & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly choices: readonly Choice[]
}) => {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={describedBy(id, field)}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <Words id={id} hint={field.hint} problem={field.problem} />
    </div>
  )
}

export const CheckField = ({
  label,
  isChecked,
  onChange,
}: {
  readonly label: ComponentChildren
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
}) => (
  <label class="check">
    <input type="checkbox" checked={isChecked} onChange={(event) => onChange(event.currentTarget.checked)} />
    <span>{label}</span>
  </label>
)
