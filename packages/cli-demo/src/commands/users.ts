import { NostroError, toInstant } from '@nostro/core'
import { createServerAccess, isRole, type Role, roles, type ServerAccess, type User } from '@nostro/server'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { openServerParts } from './open-server-parts.ts'

interface UserOptions {
  readonly args: readonly string[]
  readonly config?: string
  readonly json?: boolean
}

interface LinkOptions extends UserOptions {
  readonly url: string
}

interface AddOptions extends LinkOptions {
  readonly role: string
  readonly subject?: string
}

/** The people of the team. */
export const userList = async (options: UserOptions, terminal: Terminal): Promise<ExitCode> =>
  withAccess(options, terminal, async ({ users }) => {
    const all = await users.list()
    if (options.json === true) terminal.out(jsonText({ users: all.map(toRow) }))
    else if (all.length === 0)
      terminal.err('There are no people yet, only the owner. Run “nostro user add NAME --role ROLE”.')
    else terminal.out(renderTable(all, columns, terminal))
  })

/** Adds a person, and prints the link by which they sign in first. */
export const userAdd = async (options: AddOptions, terminal: Terminal): Promise<ExitCode> =>
  withAccess(options, terminal, async (access) => {
    const name = options.args[0]?.trim() ?? ''
    if (name === '' || name.length > 100)
      throw wrong('A name has 1 to 100 characters.', 'Run “nostro user add NAME --role ROLE”.')
    const role = toRole(options.role)
    const isTaken = (await access.users.list()).some(
      (user) => user.name === name || (options.subject !== undefined && user.oidcSubject === options.subject),
    )
    if (isTaken) throw wrong('There is a user of this name or subject.', 'See “nostro user list”.')
    const user = await access.users.create({ name, role, oidcSubject: options.subject })
    await note(access, 'user.create', user.id)
    await printLink(access, user, options, terminal)
  })

/** The person's browsers and tokens open nothing from now on. */
export const userDisable = async (options: UserOptions, terminal: Terminal): Promise<ExitCode> =>
  change(options, terminal, { disabled: true })

/** Takes {@link userDisable} back. */
export const userEnable = async (options: UserOptions, terminal: Terminal): Promise<ExitCode> =>
  change(options, terminal, { disabled: false })

/** Gives a person another role; it holds from the next request on. */
export const userRole = async (options: UserOptions, terminal: Terminal): Promise<ExitCode> =>
  change(options, terminal, { role: toRole(options.args[1] ?? '') })

/** For somebody who is locked out: all their ways to sign in end, and a link signs them in once. Without a name the owner. */
export const userReset = async (options: LinkOptions, terminal: Terminal): Promise<ExitCode> =>
  withAccess(options, terminal, async (access) => {
    const user = options.args[0] === undefined ? undefined : await find(access, options.args[0])
    if (user?.disabledAt !== undefined)
      throw wrong('This person is disabled.', `Enable them first: nostro user enable “${user.name}”`)
    await access.users.resetSignIn(user?.id)
    await note(access, 'user.reset', user?.id)
    await printLink(access, user, options, terminal)
  })

const change = (
  options: UserOptions,
  terminal: Terminal,
  wanted: { readonly role?: Role; readonly disabled?: boolean },
): Promise<ExitCode> =>
  withAccess(options, terminal, async (access) => {
    const before = await find(access, options.args[0] ?? '')
    const after = await access.users.change(before.id, wanted)
    const action = wanted.disabled === undefined ? 'change' : wanted.disabled ? 'disable' : 'enable'
    await note(access, `user.${action}`, after.id)
    if (options.json === true) terminal.out(jsonText(toRow(after)))
    else terminal.out(plain`${after.name} is ${after.role}${after.disabledAt === undefined ? '' : ', disabled'}.`)
  })

const withAccess = async (
  options: UserOptions,
  terminal: Terminal,
  work: (access: ServerAccess) => Promise<void>,
): Promise<ExitCode> => {
  const parts = await openServerParts(options, terminal)
  try {
    await work(await createServerAccess(parts.opened.ledger.store, parts.services))
    return exitCode.ok
  } finally {
    await parts.close()
  }
}

const find = async ({ users }: ServerAccess, name: string): Promise<User> => {
  const all = await users.list()
  const user = all.find((each) => each.name === name) ?? all.find(({ id }) => id === name)
  if (user !== undefined) return user
  throw wrong(`There is no user “${name.slice(0, 40)}”.`, 'See “nostro user list”; names are compared exactly.')
}

const toRole = (text: string): Role => {
  if (isRole(text)) return text
  throw wrong(`There is no role “${text.slice(0, 30)}”.`, `Choose from: ${roles.join(', ')}.`)
}

const wrong = (message: string, hint: string) => new NostroError({ code: 'invalid_config', message, hint })

const note = ({ audit }: ServerAccess, action: string, target: string | undefined): Promise<void> =>
  audit.record({ actor: 'command', via: 'command', action, target, outcome: 'done' })

const printLink = async (
  { sessions }: ServerAccess,
  user: User | undefined,
  { url, json }: LinkOptions,
  terminal: Terminal,
): Promise<void> => {
  const link = `${url.replace(/\/+$/, '')}/#login=${await sessions.createLink(user?.id)}`
  if (json === true) terminal.out(jsonText({ ...(user === undefined ? { name: 'owner' } : toRow(user)), link }))
  else {
    terminal.err(plain`${user?.name ?? 'The owner'} signs in by this link, once, within ten minutes:`)
    terminal.out(plain`${link}`)
  }
}

const toRow = ({ id, name, role, oidcSubject, disabledAt, createdAt }: User) => ({
  id,
  name,
  role,
  subject: oidcSubject,
  disabled: disabledAt !== undefined,
  createdAt: toInstant(createdAt),
})

const columns: readonly Column<User>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Role', value: ({ role }) => role },
  { title: 'State', value: ({ disabledAt }) => (disabledAt === undefined ? 'active' : 'disabled') },
  { title: 'Since', value: ({ createdAt }) => toInstant(createdAt).slice(0, 10), priority: 1 },
  { title: 'Id', value: ({ id }) => id, priority: 2 },
]
