/** The direction of dependencies; each rule says why. Run by `npm run check`. */
const inside = (folder) => `^server/src/${folder}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle has no bottom: nothing in it can be read, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules without I/O can be tested without a database; time and randomness are arguments.',
      severity: 'error',
      from: { path: inside('domain') },
      to: {
        pathNot: [inside('domain'), 'node_modules/(ipaddr\\.js|libphonenumber-js)/', '^(node:)?crypto$'],
      },
    },
    {
      name: 'storage-knows-domain-only',
      comment: 'SQL must not grow business decisions: those belong to operations.',
      severity: 'error',
      from: { path: inside('storage') },
      to: { path: '^server/src/', pathNot: [inside('storage'), inside('domain')] },
    },
    {
      name: 'sql-lives-in-storage',
      comment: 'One place to look for every statement; elsewhere the database is a typed function.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: [inside('storage'), inside('accounts')] },
      to: { path: 'node_modules/(pg|kysely)/' },
    },
    {
      name: 'operations-are-transport-free',
      comment: 'The public API, the dashboard and the CLI share them; none may leak in.',
      severity: 'error',
      from: { path: inside('operations') },
      to: {
        path: '^server/src/|node_modules/(fastify|@fastify)/',
        pathNot: [
          inside('operations'),
          inside('domain'),
          inside('storage'),
          `${inside('deliveries')}fan-out`,
        ],
      },
    },
    {
      name: 'deliveries-stand-alone',
      comment: 'A worker process runs without HTTP and without use cases.',
      severity: 'error',
      from: { path: inside('deliveries') },
      to: { path: [inside('http'), inside('operations')] },
    },
    {
      name: 'mail-knows-domain-only',
      comment: 'Whoever sends mail knows the Mailer of domain/mail; that it is SMTP is decided in app.ts.',
      severity: 'error',
      from: { path: inside('mail') },
      to: { path: '^server/src/', pathNot: [inside('mail'), inside('domain')] },
    },
    {
      name: 'traces-are-loaded-on-demand',
      comment: 'A hub without a collector must not pay for one: app.ts imports it when it is asked for.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: inside('tracing') },
      to: {
        path: [inside('tracing'), 'node_modules/@opentelemetry/'],
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'http-never-sees-storage',
      comment: 'A route that reaches a table directly skips the transaction, the tenant and the world.',
      severity: 'error',
      from: { path: inside('http') },
      to: { path: inside('storage') },
    },
    {
      name: 'only-app-composes',
      comment: 'The composition root is one file; everything else receives what it needs.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(run-hub\\.ts$|demo/)' },
      to: { path: '^server/src/app\\.ts$' },
    },
    {
      name: 'outside-reaches-server-by-http',
      comment: 'What a customer can not import, our black-box tests must not import either.',
      severity: 'error',
      from: { path: '^(dashboard|sdk|e2e|examples)/' },
      to: { path: '^server/src/' },
    },
    {
      name: 'no-junk-drawers',
      comment: 'A file called utils has no owner; name it after what it does.',
      severity: 'error',
      from: {},
      to: { path: '/(utils|helpers|common)(/|\\.ts$)', pathNot: 'node_modules' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/(?!pg|kysely|fastify|@fastify|@opentelemetry|ipaddr|libphonenumber)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
