import type { FileStore, ResealReport } from './file-store-options.ts'

/**
 * Seals every record of the stores with their current master key.
 *
 * To change the key: give all programs the new key as `masterKey` and the old one in `previousKeys`; run this once; when the
 * report has no problems, take the old key away. Records that cannot be opened are left as they are and named in the report.
 *
 * @example
 * ```ts
 * const keys = { masterKey: newKey, previousKeys: [oldKey] }
 * const sessions = createFileSessionStore({ dir: sessionsDir, ...keys })
 * const connections = createFileConnectionStore({ dir: connectionsDir, ...keys })
 * const payments = createFilePaymentIntentStore({ dir: paymentsDir, ...keys })
 * const { resealed, problems } = await rotateMasterKey([sessions, connections, payments])
 * ```
 */
export const rotateMasterKey = async (stores: Iterable<Pick<FileStore, 'reseal'>>): Promise<ResealReport> => {
  const reports: ResealReport[] = []
  for (const store of stores) reports.push(await store.reseal())
  return {
    resealed: reports.reduce((sum, { resealed }) => sum + resealed, 0),
    unchanged: reports.reduce((sum, { unchanged }) => sum + unchanged, 0),
    problems: reports.flatMap(({ problems }) => problems),
  }
}
