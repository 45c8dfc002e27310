/** Where the engine reports; pino's shape. Never given a secret, a body or a URL. */
export interface EngineLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
