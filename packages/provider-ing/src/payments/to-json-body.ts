import { refuseField } from '../api/field-rules.ts'
import type { IngPayment, IngTransfer } from './ing-payment.ts'

/** The body of a payment in JSON, as an object in ING's members; those that are `undefined` are not written. `v2` is of bulk payments alone. */
export const toJsonBody = (payment: IngPayment, version: 'v1' | 'v2'): Readonly<Record<string, unknown>> => {
  switch (payment.kind) {
    case 'single':
      return { ...toTransferV1(payment.transfer, ''), ...payment.common }
    case 'periodic':
      return { ...toTransferV1(payment.transfer, ''), ...payment.common, ...payment.schedule }
    case 'bulk': {
      const { transfers, common, batchBookingPreferred, uetr } = payment
      if (uetr !== undefined && version === 'v1') throw onlyV2('uetr')
      return {
        ...common,
        batchBookingPreferred,
        uetr,
        payments: transfers.map((transfer, index) =>
          version === 'v1'
            ? toTransferV1(transfer, `payments.${index}.`)
            : toTransferV2(transfer, `payments.${index}.`),
        ),
      }
    }
  }
}

const onlyV2 = (at: string): Error =>
  refuseField(
    at,
    'is known to ING in bulk payments v2 and in pain.001 alone',
    'Choose `bulkVersion: "v2"` or `format: "xml"`.',
  )

const toTransferV1 = (
  { remittanceReference, ...transfer }: IngTransfer,
  at: string,
): Omit<IngTransfer, 'remittanceReference'> => {
  if (remittanceReference === undefined) return transfer
  throw onlyV2(`${at}remittanceReference`)
}

/** v2 has its own address and the structured reference. */
const toTransferV2 = ({ remittanceReference, creditorAddress, ...transfer }: IngTransfer, at: string) => {
  const { street, buildingNumber, city, postalCode, country } = creditorAddress ?? {}
  if (creditorAddress !== undefined && city === undefined) {
    throw refuseField(`${at}creditor.address.city`, 'is missing', 'Bulk v2 demands the town of an address.')
  }
  return {
    ...transfer,
    creditorAddress: creditorAddress && {
      country,
      townName: city,
      streetName: street,
      buildingNumber,
      postCode: postalCode,
    },
    remittanceInformationStructured:
      remittanceReference === undefined
        ? undefined
        : { ...referenceType(remittanceReference), reference: remittanceReference },
  }
}

/** `SCOR` is the creditor reference of ISO 11649. */
const referenceType = (reference: string) =>
  /^RF\d{2}/.test(reference) ? { type: { codeOrProprietary: { code: 'SCOR' } } } : {}
