import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../src/config/config-error.ts';
import { type Config, mailSenderOf, publicUrlOf, readConfig } from '../src/config.ts';

const read = (environment: Record<string, string | undefined> = {}, isRoot = false): Config =>
  readConfig(environment, isRoot);

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const STRONG_KEY = 'vQ7mB2x9Lr4TzK8wN1cY6hD3sJ5fG0pA';

test('an empty environment is valid and gives the documented defaults', () => {
  expect(read()).toEqual({
    port: 4000,
    host: '127.0.0.1',
    metricsPort: null,
    publicUrl: null,
    trustProxy: [],
    signUp: 'open',
    smtpServer: null,
    mailFrom: null,
    databaseUrl: null,
    databaseSessionUrl: null,
    dataDir: resolve('./.data'),
    role: 'all',
    secretKey: null,
    secretKeyPrevious: null,
    newSecretKey: null,
    defaultPlan: 'business',
    rateLimitPerMinute: 600,
    webhookRetrySchedule: [5, 30, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map(
      (seconds) => seconds * 1_000,
    ),
    webhookTimeoutMs: 15_000,
    webhookAllowPrivateTargets: false,
    dbPoolSize: 10,
    tracing: null,
    logLevel: 'info',
  } satisfies Config);
});

test('root keeps its data in /var/lib', () => {
  expect(read({}, true).dataDir).toBe('/var/lib/watchtraderhub');
  expect(read({ DATA_DIR: '/srv/hub' }, true).dataDir).toBe('/srv/hub');
});

test('a variable that is set to nothing counts as unset', () => {
  expect(read({ PORT: '', DATABASE_URL: ' ', SECRET_KEY: '' })).toEqual(read());
});

test('without PUBLIC_URL the public address has the port the server got', () => {
  expect(publicUrlOf(read({ PORT: '0' }), 51_234)).toBe('http://localhost:51234');
  expect(publicUrlOf(read({ PUBLIC_URL: 'https://hub.example.com/' }), 4000)).toBe('https://hub.example.com');
});

test('durations take every unit', () => {
  expect(read({ WEBHOOK_TIMEOUT: '500ms' }).webhookTimeoutMs).toBe(500);
  expect(read({ WEBHOOK_TIMEOUT: '1m' }).webhookTimeoutMs).toBe(60_000);
  expect(read({ WEBHOOK_RETRY_SCHEDULE: '5s, 30s,5m,2h' }).webhookRetrySchedule).toEqual([
    5_000, 30_000, 300_000, 7_200_000,
  ]);
});

test('ranges may be addresses or CIDRs, of both families', () => {
  const config = read({
    TRUST_PROXY: '10.0.0.0/8, 192.0.2.7,::1',
    WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8,fd00::/8',
  });
  expect(config.trustProxy).toEqual(['10.0.0.0/8', '192.0.2.7/32', '::1/128']);
  expect(config.webhookAllowPrivateTargets).toEqual(['127.0.0.0/8', 'fd00::/8']);
  expect(read({ WEBHOOK_ALLOW_PRIVATE_TARGETS: 'true' }).webhookAllowPrivateTargets).toBe(true);
});

describe('a value that is not acceptable is refused by the name of its variable', () => {
  test.each([
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '-1'],
    ['HOST', 'http://localhost'],
    ['METRICS_PORT', 'nine'],
    ['PUBLIC_URL', 'hub.example.com'],
    ['PUBLIC_URL', 'ftp://hub.example.com'],
    ['PUBLIC_URL', 'https://hub.example.com/hub'],
    ['PUBLIC_URL', 'https://me:secret@hub.example.com'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '127.1'],
    ['SIGN_UP', 'Closed'],
    ['MAIL_FROM', 'WatchTraderHub'],
    ['MAIL_FROM', 'a@example.com, b@example.com'],
    ['MAIL_FROM', 'Hub\nBcc: eve@example.com <a@example.com>'],
    ['ROLE', 'both'],
    ['DEFAULT_PLAN', 'gold'],
    ['RATE_LIMIT_PER_MINUTE', '1'],
    ['WEBHOOK_RETRY_SCHEDULE', '5s,,5m'],
    ['WEBHOOK_RETRY_SCHEDULE', '5'],
    ['WEBHOOK_TIMEOUT', '15'],
    ['WEBHOOK_TIMEOUT', '2h'],
    ['WEBHOOK_ALLOW_PRIVATE_TARGETS', 'yes'],
    ['DB_POOL_SIZE', '0'],
    ['LOG_LEVEL', 'verbose'],
  ])('%s=%s', (name, value) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name} is ".*": expected `));
    expect(problem).toContain(JSON.stringify(value));
  });
});

test('all problems are reported at once', () => {
  const problems = problemsOf({ PORT: 'x', ROLE: 'x', DATABASE_URL: 'mysql://localhost/hub' });
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    'PORT',
    'DATABASE_URL',
    'ROLE',
    'SECRET_KEY',
  ]);
});

test('DATABASE_URL needs SECRET_KEY', () => {
  const DATABASE_URL = 'postgresql://hub:password@db.example.com/hub';
  expect(problemsOf({ DATABASE_URL })).toEqual([
    expect.stringMatching(/^SECRET_KEY is not set: .*openssl rand/),
  ]);
  expect(read({ DATABASE_URL, SECRET_KEY: STRONG_KEY }).secretKey).toBe(STRONG_KEY);
});

test('DATABASE_SESSION_URL goes with DATABASE_URL alone, and its password is never shown', () => {
  const DATABASE_SESSION_URL = 'postgresql://hub:password@db.example.com/hub';
  expect(problemsOf({ DATABASE_SESSION_URL })).toEqual([
    'DATABASE_SESSION_URL is set, but DATABASE_URL is not: expected both or none',
  ]);
  const DATABASE_URL = 'postgresql://hub:password@pooler.example.com:6432/hub';
  const both = { DATABASE_URL, DATABASE_SESSION_URL, SECRET_KEY: STRONG_KEY };
  expect(read(both)).toMatchObject({ databaseUrl: DATABASE_URL, databaseSessionUrl: DATABASE_SESSION_URL });
  const [problem] = problemsOf({ ...both, DATABASE_SESSION_URL: 'mysql://hub:password@db.example.com/hub' });
  expect(problem).toMatch(/^DATABASE_SESSION_URL is set \(\d+ characters, not shown\)/);
});

test('a database on a Unix socket is fine', () => {
  const DATABASE_URL = 'postgresql://hub:password@/hub?host=/run/postgresql';
  expect(read({ DATABASE_URL, SECRET_KEY: STRONG_KEY }).databaseUrl).toBe(DATABASE_URL);
});

test('metrics are never on the public port', () => {
  expect(problemsOf({ PORT: '9000', METRICS_PORT: '9000' })).toEqual([
    expect.stringMatching(/^METRICS_PORT /),
  ]);
  expect(problemsOf({ PORT: '0', METRICS_PORT: '0' })).toEqual([]);
});

test.each([
  ['too short', 'vQ7mB2x9Lr4TzK8'],
  ['one character', 'a'.repeat(64)],
  ['a short word again and again', 'correcthorse'.repeat(4)],
])('a SECRET_KEY that is no random key is refused: %s', (_why, key) => {
  expect(problemsOf({ SECRET_KEY: key })).toEqual([expect.stringMatching(/^SECRET_KEY is set/)]);
});

test('SMTP_URL names a mail server, and who logs in', () => {
  const of = (SMTP_URL: string) => read({ SMTP_URL }).smtpServer;
  expect(of('smtp://mail.example.com')).toEqual({
    host: 'mail.example.com',
    port: 587,
    isTls: false,
    login: null,
  });
  expect(of('smtps://hub%40example.com:p%3A%2Fss@mail.example.com/')).toEqual({
    host: 'mail.example.com',
    port: 465,
    isTls: true,
    login: { user: 'hub@example.com', password: 'p:/ss' },
  });
  expect(of('smtp://[::1]:2525')).toMatchObject({ host: '::1', port: 2525 });
});

test.each([
  'mail.example.com:587',
  'http://mail.example.com',
  'smtp://',
  'smtp://mail.example.com:0',
  'smtp://mail.example.com/path',
  'smtp://mail.example.com?tls.rejectUnauthorized=false',
  'smtp://hunter2@mail.example.com',
  'smtp://:hunter2@mail.example.com',
  'smtp://hub:hunter2%@mail.example.com',
])('an SMTP_URL that is none is refused without being shown: %s', (SMTP_URL) => {
  const problems = problemsOf({ SMTP_URL });
  expect(problems).toEqual([
    expect.stringMatching(/^SMTP_URL is set \(\d+ characters, not shown\): expected smtp:/),
  ]);
  expect(problems.join()).not.toContain('hunter2');
});

test("mails are from MAIL_FROM, or from nobody at the public address's host", () => {
  const MAIL_FROM = 'Watches of Anna <hub@anna.example>';
  expect(mailSenderOf(read({ MAIL_FROM }), 'https://hub.example.com')).toEqual({
    name: 'Watches of Anna',
    address: 'hub@anna.example',
  });
  const addressAt = (publicUrl: string) => mailSenderOf(read(), publicUrl).address;
  expect(mailSenderOf(read(), 'https://hub.example.com:8443')).toEqual({
    name: 'WatchTraderHub',
    address: 'no-reply@hub.example.com',
  });
  expect(addressAt('http://localhost:4000')).toBe('no-reply@localhost');
  expect(addressAt('http://192.0.2.1:4000')).toBe('no-reply@[192.0.2.1]');
  expect(addressAt('http://[2001:db8::1]:4000')).toBe('no-reply@[IPv6:2001:db8::1]');
});

test('a message never repeats a secret or a password', () => {
  const problems = problemsOf({
    SECRET_KEY: 'hunter2',
    DATABASE_URL: 'mysql://hub:hunter2@localhost/hub',
    SMTP_URL: 'http://hub:hunter2@localhost',
  });
  expect(problems).toHaveLength(3);
  expect(problems.join()).not.toContain('hunter2');
});

describe('traces', () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'https://otel.example.com/tenant/';

  test('are on with the address of a collector alone', () => {
    expect(read({ OTEL_SERVICE_NAME: 'hub', OTEL_TRACES_SAMPLER_ARG: '0.5' }).tracing).toBeNull();
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT }).tracing).toEqual({
      endpoint: 'https://otel.example.com/tenant',
      headers: {},
      serviceName: 'watchtraderhub',
      sampleRatio: 1,
    });
  });

  test('take a name, a share and headers', () => {
    const tracing = read({
      OTEL_EXPORTER_OTLP_ENDPOINT,
      OTEL_SERVICE_NAME: 'hub-eu',
      OTEL_TRACES_SAMPLER_ARG: '0.05',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi, x-scope = a=b ',
    }).tracing;
    expect(tracing).toMatchObject({ serviceName: 'hub-eu', sampleRatio: 0.05 });
    expect(tracing?.headers).toEqual({ authorization: 'Basic YTpi', 'x-scope': 'a=b' });
  });

  test.for([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:password@otel.example.com'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otel.example.com/?tenant=1'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a b=c'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%E0%A4%A'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=b%0d%0ac'],
    ['OTEL_SERVICE_NAME', 'x'.repeat(101)],
    ['OTEL_TRACES_SAMPLER_ARG', '1.1'],
    ['OTEL_TRACES_SAMPLER_ARG', '-0'],
    ['OTEL_TRACES_SAMPLER_ARG', 'always'],
  ] as const)('refuse %s=%s', ([name, value]) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  test('never repeat headers in a message, as they hold a key', () => {
    const [problem] = problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'a very secret key' });
    expect(problem).not.toContain('secret');
  });
});
