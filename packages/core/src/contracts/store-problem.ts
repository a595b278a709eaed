/** A stored record that cannot be used. The store skips it in lists, never writes over it, and names it here. */
export interface StoreProblem {
  /** The file's path, or how a database names the row. */
  readonly where: string
  /**
   * `foreign_key`: sealed with a master key that the store does not have. `damaged`: empty, cut short or changed.
   * `foreign_name`: the name is not one that the store writes (copies made by sync tools, system files).
   * `unreadable`: the system refuses to read it.
   */
  readonly reason: 'foreign_key' | 'damaged' | 'foreign_name' | 'unreadable'
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}
