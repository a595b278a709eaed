/**
 * Finds out when the links of a listing go round in a circle: true for a position that was seen. It keeps one position
 * however many there are, replaced after twice as many steps each time, so that any circle comes back to it (Brent).
 *
 * @example
 * const wasSeen = createCircleWatch('/page/1')
 * wasSeen('/page/2') // false
 */
export const createCircleWatch = (start?: string): ((position: string) => boolean) => {
  let current = start
  let kept: string | undefined
  let [steps, limit] = [0, 1]
  return (position) => {
    if (position === current || position === kept) return true
    current = position
    steps += 1
    if (steps === limit) [kept, steps, limit] = [position, 0, limit * 2]
    return false
  }
}
