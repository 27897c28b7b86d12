import type { DicomPatient } from './image.ts';

const YEARS_IN = { D: 1 / 365.25, W: 7 / 365.25, M: 1 / 12, Y: 1 } as const;

/**
 * Age in years on the day of the exam: PatientAge (0010,1010) where the images have it, else full years from
 * birth date to acquisition (`YYYYMMDD…`); undefined when neither says it.
 */
export function ageAtExam(
  { age, birthDate }: Pick<DicomPatient, 'age' | 'birthDate'>,
  acquiredAt: string | undefined,
): number | undefined {
  const [, count, unit] = /^(\d{1,3})([DWMY])$/.exec(age?.trim() ?? '') ?? [];
  if (count !== undefined) return Number(count) * yearsIn(unit);
  const [birth, exam] = [dayNumber(birthDate), dayNumber(acquiredAt)];
  if (birth === undefined || exam === undefined || exam < birth) return undefined;
  return Math.floor((exam - birth) / 10_000);
}

function yearsIn(unit: string | undefined): number {
  return unit === 'D' || unit === 'W' || unit === 'M' ? YEARS_IN[unit] : YEARS_IN.Y;
}

/** `YYYYMMDD` as a number: its difference to another, in ten thousands, is full years. */
function dayNumber(date: string | undefined): number | undefined {
  const day = /^\d{8}/.exec(date ?? '')?.[0];
  return day === undefined ? undefined : Number(day);
}
