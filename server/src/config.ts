import { resolve } from 'node:path';
import { collectorHeaders, collectorUrl, ratio, serviceName } from './config/collector.ts';
import { type Environment, EnvironmentReader } from './config/environment-reader.ts';
import {
  addressRanges,
  booleanOrAddressRanges,
  DEFAULT_RETRY_SCHEDULE,
  durationMs,
  hostName,
  integer,
  mailSender,
  oneOf,
  origin,
  postgresUrl,
  retrySchedule,
  secretKey,
  smtpServer,
} from './config/variables.ts';
import type { MailSender } from './domain/mail.ts';
import type { PrivateTargets } from './domain/outbound-address.ts';
import { PLANS, type Plan } from './domain/plans.ts';
import type { RetrySchedule } from './domain/retry-schedule.ts';
import type { SmtpServer } from './mail/smtp-mailer.ts';

export const ROLES = ['all', 'api', 'worker'] as const;
export type Role = (typeof ROLES)[number];

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  /** 0 = any free port. */
  readonly port: number;
  readonly host: string;
  /** Null = metrics are off. */
  readonly metricsPort: number | null;
  /** Without a slash at its end. Null = `http://localhost:` and the port it listens on; see `publicUrlOf`. */
  readonly publicUrl: string | null;
  /** CIDR ranges whose `X-Forwarded-*` headers count. */
  readonly trustProxy: readonly string[];
  readonly signUp: 'open' | 'closed';
  /** Null = no e-mail is sent. */
  readonly smtpServer: SmtpServer | null;
  /** Null = derived from the public URL; see `mailSenderOf`. */
  readonly mailFrom: MailSender | null;
  /** Null = the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  /** The same database without a pooler between. Null = `databaseUrl` has none. */
  readonly databaseSessionUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly role: Role;
  /** Null = generated once into `dataDir`. */
  readonly secretKey: string | null;
  /** During a rotation: the key before, or the one to come. */
  readonly secretKeyPrevious: string | null;
  /** For `hub secrets rotate` alone. */
  readonly newSecretKey: string | null;
  readonly defaultPlan: Plan;
  readonly rateLimitPerMinute: number;
  readonly webhookRetrySchedule: RetrySchedule;
  readonly webhookTimeoutMs: number;
  readonly webhookAllowPrivateTargets: PrivateTargets;
  readonly dbPoolSize: number;
  /** Null = no traces. */
  readonly tracing: TracingConfig | null;
  readonly logLevel: LogLevel;
}

/** Where traces go; the variables are OpenTelemetry's own. */
export interface TracingConfig {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Share of new traces that are recorded, 0 to 1. */
  readonly sampleRatio: number;
}

/**
 * The hub's settings; the only reader of the environment.
 * @throws ConfigError that names every variable at fault, what it is and what is accepted
 */
export function readConfig(
  environment: Environment = process.env,
  isRoot: boolean = process.getuid?.() === 0,
): Config {
  const reader = new EnvironmentReader(environment);
  const config: Config = {
    ...readAddresses(reader),
    ...readStorage(reader, isRoot),
    ...readWebhooks(reader),
    tracing: readTracing(reader),
    signUp: reader.read('SIGN_UP', 'open', oneOf(['open', 'closed'])),
    smtpServer: reader.read('SMTP_URL', null, smtpServer),
    mailFrom: reader.read('MAIL_FROM', null, mailSender),
    role: reader.read('ROLE', 'all', oneOf(ROLES)),
    defaultPlan: reader.read('DEFAULT_PLAN', 'business', oneOf(PLANS)),
    // A bulk call costs two tokens, so a smaller limit could never be met.
    rateLimitPerMinute: reader.read('RATE_LIMIT_PER_MINUTE', 600, integer(2, 1_000_000)),
    logLevel: reader.read('LOG_LEVEL', 'info', oneOf(LOG_LEVELS)),
  };
  if (reader.isSet('DATABASE_URL') && !reader.isSet('SECRET_KEY')) {
    reader.addProblem(`SECRET_KEY is not set: with DATABASE_URL expected ${secretKey.accepts}`);
  }
  if (reader.isSet('DATABASE_SESSION_URL') && !reader.isSet('DATABASE_URL')) {
    reader.addProblem('DATABASE_SESSION_URL is set, but DATABASE_URL is not: expected both or none');
  }
  if (config.metricsPort === config.port && config.port !== 0) {
    reader.addProblem(`METRICS_PORT is "${config.port}" like PORT: expected another port`);
  }
  reader.throwIfWrong();
  return config;
}

/** @param listeningPort the port the server got; matters when `PORT=0` */
export function publicUrlOf(config: Config, listeningPort: number): string {
  return config.publicUrl ?? `http://localhost:${listeningPort}`;
}

/** Past a pooler; null when DATABASE_URL leads to PostgreSQL itself. */
export function sessionConnectionOf({ databaseSessionUrl }: Config): { connectionString: string } | null {
  return databaseSessionUrl === null ? null : { connectionString: databaseSessionUrl };
}

/** Who mails are from: MAIL_FROM, or nobody at the host of the public URL. */
export function mailSenderOf(config: Config, publicUrl: string): MailSender {
  return config.mailFrom ?? { name: 'WatchTraderHub', address: `no-reply@${mailDomain(publicUrl)}` };
}

/** IP addresses as RFC 5321, 4.1.3, has them. */
function mailDomain(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  if (hostname.startsWith('[')) return `[IPv6:${hostname.slice(1, -1)}]`;
  return /^[\d.]+$/.test(hostname) ? `[${hostname}]` : hostname;
}

function readAddresses(reader: EnvironmentReader) {
  return {
    port: reader.read('PORT', 4000, integer(0, 65_535)),
    host: reader.read('HOST', '127.0.0.1', hostName),
    metricsPort: reader.read('METRICS_PORT', null, integer(0, 65_535)),
    publicUrl: reader.read('PUBLIC_URL', null, origin),
    trustProxy: reader.read('TRUST_PROXY', [], addressRanges),
  };
}

function readStorage(reader: EnvironmentReader, isRoot: boolean) {
  const defaultDataDir = isRoot ? '/var/lib/watchtraderhub' : './.data';
  return {
    databaseUrl: reader.read('DATABASE_URL', null, postgresUrl),
    databaseSessionUrl: reader.read('DATABASE_SESSION_URL', null, postgresUrl),
    dataDir: resolve(reader.read('DATA_DIR', defaultDataDir, { accepts: 'a folder', parse: (text) => text })),
    secretKey: reader.read('SECRET_KEY', null, secretKey),
    secretKeyPrevious: reader.read('SECRET_KEY_PREVIOUS', null, secretKey),
    newSecretKey: reader.read('NEW_SECRET_KEY', null, secretKey),
    // One connection waits for notifications while another works.
    dbPoolSize: reader.read('DB_POOL_SIZE', 10, integer(2, 1_000)),
  };
}

function readWebhooks(reader: EnvironmentReader) {
  return {
    webhookRetrySchedule: reader.read('WEBHOOK_RETRY_SCHEDULE', DEFAULT_RETRY_SCHEDULE, retrySchedule),
    webhookTimeoutMs: reader.read('WEBHOOK_TIMEOUT', 15_000, durationMs(100, 60_000)),
    webhookAllowPrivateTargets: reader.read('WEBHOOK_ALLOW_PRIVATE_TARGETS', false, booleanOrAddressRanges),
  };
}

function readTracing(reader: EnvironmentReader): TracingConfig | null {
  const endpoint = reader.read('OTEL_EXPORTER_OTLP_ENDPOINT', null, collectorUrl);
  const rest = {
    headers: reader.read('OTEL_EXPORTER_OTLP_HEADERS', {}, collectorHeaders),
    serviceName: reader.read('OTEL_SERVICE_NAME', 'watchtraderhub', serviceName),
    sampleRatio: reader.read('OTEL_TRACES_SAMPLER_ARG', 1, ratio),
  };
  return endpoint === null ? null : { endpoint, ...rest };
}
