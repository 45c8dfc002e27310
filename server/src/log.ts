import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

/**
 * JSON lines. Nothing that is logged should hold a secret or personal data; the redaction is a net for what an
 * error of a library may drag along.
 */
export function createLog(level: LogLevel, destination: DestinationStream = pino.destination(1)): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          '*.authorization',
          '*.cookie',
          '*.password',
          '*.secret',
          'err.parameters',
          'err.detail',
          'err.config',
          '*.headers',
        ],
        remove: true,
      },
    },
    destination,
  );
}
