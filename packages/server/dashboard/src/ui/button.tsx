import type { ComponentChildren, JSX } from 'preact'
import { Icon, type IconName } from './icon.tsx'

interface Look {
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger'
  readonly icon?: IconName | undefined
  readonly isSmall?: boolean
  readonly children?: ComponentChildren
}

const classOf = ({ kind = 'secondary', isSmall = false }: Look): string =>
  `button button-${kind}${isSmall ? ' button-small' : ''}`

type ButtonProps = Look &
  Omit<JSX.IntrinsicElements['button'], 'icon' | 'class' | 'children'> & {
    /** Work that the press began: the button keeps its width and takes no second press. */
    readonly isBusy?: boolean
  }

export const Button = ({ kind, icon, isSmall, isBusy = false, children, disabled, ...rest }: ButtonProps) => (
  <button
    type="button"
    {...rest}
    class={classOf({ kind: kind ?? 'secondary', isSmall: isSmall ?? false })}
    aria-busy={isBusy}
    disabled={disabled === true || isBusy}
  >
    {isBusy ? <span class="spinner" aria-hidden="true" /> : icon !== undefined && <Icon name={icon} />}
    {children !== undefined && <span>{children}</span>}
  </button>
)

export const ButtonLink = ({ kind, icon, isSmall, children, href }: Look & { readonly href: string }) => (
  <a href={href} class={classOf({ kind: kind ?? 'secondary', isSmall: isSmall ?? false })}>
    {icon !== undefined && <Icon name={icon} />}
    <span>{children}</span>
  </a>
)

/** A button that is a drawing: its words are read, and shown as a hint. */
export const IconButton = ({
  icon,
  label,
  ...rest
}: { readonly icon: IconName; readonly label: string } & Omit<
  JSX.IntrinsicElements['button'],
  'icon' | 'label' | 'class' | 'children'
>) => (
  <button type="button" {...rest} class="icon-button" aria-label={label} title={label}>
    <Icon name={icon} />
  </button>
)
