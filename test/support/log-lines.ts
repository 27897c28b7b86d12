import type { Logger } from '../../src/logger.ts';

/** A logger that keeps what it is told. */
export function logLines() {
  const lines: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  const log = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  const logger: Logger = { info: log('info'), warn: log('warn'), error: log('error') };
  return { logger, lines };
}
