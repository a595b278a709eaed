/**
 * The check digit rule of personal numbers (Luhn): weights 2, 1, 2, … over the last ten digits, digit sums added;
 * the total ends in 0.
 */
export const hasValidCheckDigit = (digits: string): boolean => {
  let total = 0
  for (const [index, digit] of [...digits.slice(-10)].entries()) {
    const product = Number(digit) * (index % 2 === 0 ? 2 : 1)
    total += product > 9 ? product - 9 : product
  }
  return total % 10 === 0
}
