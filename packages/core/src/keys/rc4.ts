/** RC4: reads PKCS#12 files of the nineties, which OpenSSL opens by its legacy module alone. Never use it to protect anything. */
export const decryptRc4 = (key: Uint8Array, data: Uint8Array): Buffer => {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  const swap = (left: number, right: number): void => {
    const kept = state[left] ?? 0
    state[left] = state[right] ?? 0
    state[right] = kept
  }
  let other = 0
  for (let index = 0; index < 256; index++) {
    other = (other + (state[index] ?? 0) + (key[index % key.length] ?? 0)) & 0xff
    swap(index, other)
  }
  let [left, right] = [0, 0]
  return Buffer.from(
    data.map((byte) => {
      left = (left + 1) & 0xff
      right = (right + (state[left] ?? 0)) & 0xff
      swap(left, right)
      return byte ^ (state[((state[left] ?? 0) + (state[right] ?? 0)) & 0xff] ?? 0)
    }),
  )
}
