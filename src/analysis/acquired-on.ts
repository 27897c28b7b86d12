/**
 * The ISO date of a DICOM DT or DA+TM, as far as it says one.
 *
 * @param acquiredAt `YYYYMMDD…`
 */
export function acquiredOn(acquiredAt: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})/.exec(acquiredAt ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}
