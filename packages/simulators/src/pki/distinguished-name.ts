import { type Der, oid, printable, sequence, set, utf8 } from './der.ts'

const attributes = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  locality: '2.5.4.7',
  state: '2.5.4.8',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  name: '2.5.4.41',
  givenName: '2.5.4.42',
  organizationIdentifier: '2.5.4.97',
} as const

export type NameAttribute = keyof typeof attributes

/** Attributes in the order of the encoding: the least specific (country) first. */
export type DistinguishedName = readonly (readonly [attribute: NameAttribute, value: string])[]

/** X.520 wants PrintableString for these two; everything else goes as UTF8String. */
const isPrintable = (attribute: NameAttribute): boolean => attribute === 'country' || attribute === 'serialNumber'

export const toDistinguishedNameDer = (name: DistinguishedName): Der =>
  sequence(
    ...name.map(([attribute, value]) =>
      set(sequence(oid(attributes[attribute]), isPrintable(attribute) ? printable(value) : utf8(value))),
    ),
  )
