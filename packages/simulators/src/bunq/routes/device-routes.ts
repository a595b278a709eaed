import { isIPv4 } from 'node:net'
import { credentialsRefused, isPermitted } from '../http/address.ts'
import { must, readText, readTexts } from '../http/body.ts'
import { list, required, text } from '../http/fields.ts'
import { pageOf } from '../http/paging.ts'
import { invalidField, notFound } from '../http/refusal.ts'
import { type InstallationCall, idReply, type Reply, type Route, type SessionCall } from '../http/route.ts'
import type { ApiKey, Device } from '../state/entities.ts'
import { findKey } from '../state/keys.ts'
import { wireTimestamp } from '../wire/timestamp.ts'

const permit = ({ state }: InstallationCall, key: ApiKey, addresses: readonly string[]): void => {
  const at = state.now()
  for (const address of addresses) {
    if (key.addresses.some((entry) => entry.address === address)) continue
    key.addresses.push({ id: state.nextId(), created: at, updated: at, address, status: 'ACTIVE' })
  }
}

/**
 * Binds an API key to this installation. The first device decides from where the key may be used: the caller's address,
 * an explicit list that must hold it, or a wildcard (`["*"]`, also among addresses).
 */
const create = (call: InstallationCall): Reply => {
  const { state, body, address, installation } = call
  const key = findKey(state, must(readText(body, 'secret')))
  const wanted = readTexts(body, 'permitted_ips')
  for (const entry of wanted ?? []) {
    if (entry !== '*' && !isIPv4(entry))
      throw invalidField('permitted_ips', 'not an IPv4 address and no wildcard', entry)
  }
  if (wanted !== undefined && wanted.length > 0 && !wanted.includes('*') && !wanted.includes(address)) {
    throw credentialsRefused(13, 'the list of addresses lacks the one that the call came from', address)
  }
  if (key.addresses.length === 0) {
    permit(call, key, wanted === undefined || wanted.length === 0 ? [address] : wanted)
  } else if (!isPermitted(key, address)) {
    throw credentialsRefused(13, 'the key was bound to other addresses', address)
  }
  const device: Device = {
    id: state.nextId(),
    created: state.now(),
    description: must(readText(body, 'description')),
    address,
    key,
  }
  key.installationIds.add(installation.id)
  installation.devices.push(device)
  return idReply(device.id)
}

const deviceWire = (device: Device): object => ({
  DeviceServer: {
    id: device.id,
    created: wireTimestamp(device.created),
    updated: wireTimestamp(device.created),
    description: device.description,
    ip: device.address,
    status: device.key.revoked ? 'BLOCKED' : 'ACTIVE',
  },
})

const listDevices = ({ session, page }: SessionCall): Reply => {
  const { items, pagination } = pageOf(session.installation.devices, page)
  return { objects: items.map(deviceWire), pagination }
}

const readDevice = (call: SessionCall): Reply => {
  const device = call.session.installation.devices.find(({ id }) => id === call.id('id'))
  if (device === undefined) throw notFound('Device server', call.id('id'))
  return { objects: [deviceWire(device)] }
}

export const deviceRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: 'device-server',
    token: 'installation',
    fields: { description: required(text()), secret: required(text()), permitted_ips: list(text()) },
    handle: create,
  },
  { method: 'GET', path: 'device-server', token: 'session', handle: listDevices },
  { method: 'GET', path: 'device-server/{id}', token: 'session', handle: readDevice },
  { method: 'GET', path: 'device', token: 'session', handle: listDevices },
  { method: 'GET', path: 'device/{id}', token: 'session', handle: readDevice },
]
