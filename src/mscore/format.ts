/** A number for people: fixed digits, and a minus sign that is not a hyphen. */
export function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−');
}
