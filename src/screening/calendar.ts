/**
 * FHIR dates may stop at the year or the month. Nothing here guesses a day: a partial date stands for
 * all its days, and callers take its last one, which makes a patient youngest and a DEXA most recent –
 * both on the side of not raising a card.
 */
export interface CalendarDate {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  readonly day: number;
}

const FHIR_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/;

/** The last day that a FHIR date or dateTime may mean; undefined for anything else. */
export function lastDayOf(date: string): CalendarDate | undefined {
  const match = FHIR_DATE.exec(date);
  if (!match) return undefined;
  const year = Number(match[1]);
  const month = match[2] === undefined ? 12 : Number(match[2]);
  if (month < 1 || month > 12) return undefined;
  const day = match[3] === undefined ? daysIn(year, month) : Number(match[3]);
  return day >= 1 && day <= daysIn(year, month) ? { year, month, day } : undefined;
}

/** Full years from `birth` to `today`; who is born on 29 February has birthday on 1 March in other years. */
export function ageOn(today: CalendarDate, birth: CalendarDate): number {
  const hadBirthday = today.month * 100 + today.day >= birth.month * 100 + birth.day;
  return today.year - birth.year - (hadBirthday ? 0 : 1);
}

/** `months` calendar months earlier, on the same day or the last of a shorter month. */
function monthsBefore(today: CalendarDate, months: number): CalendarDate {
  const index = today.year * 12 + today.month - 1 - months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  return { year, month, day: Math.min(today.day, daysIn(year, month)) };
}

/** Whether `date` lies within the last `months` months, that very day and the future included. */
export function isWithinMonths(date: CalendarDate, months: number, today: CalendarDate): boolean {
  return asNumber(date) >= asNumber(monthsBefore(today, months));
}

/**
 * The fewest months within which `date` lies, 0 for today and the future: `isWithinMonths` is true from this
 * number on, so that who knows it needs no date.
 */
export function monthsSince(date: CalendarDate, today: CalendarDate): number {
  const months = Math.max(0, (today.year - date.year) * 12 + today.month - date.month);
  return isWithinMonths(date, months, today) ? months : months + 1;
}

function asNumber({ year, month, day }: CalendarDate): number {
  return (year * 100 + month) * 100 + day;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
