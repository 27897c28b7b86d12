/** The part of pino that rooms use. Objects hold codes, counts and our own ids: never patient data or tokens. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
