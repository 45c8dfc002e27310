interface Group {
  readonly label: string;
  /** A page's path below `src/content/docs`, or a page that is none of its Markdown. */
  readonly items: (string | { readonly label: string; readonly link: string })[];
}

/** The site's table of contents, in the order a newcomer reads. */
export const sidebar: Group[] = [
  { label: 'Start here', items: ['index', 'quickstart', 'api/first-call', 'api/test-mode', 'go-live'] },
  {
    label: 'API',
    items: [
      'api/authentication',
      'api/idempotency',
      'api/pagination-and-sync',
      'api/orders',
      'api/rate-limits',
      'api/errors',
      'api/versioning',
      { label: 'API reference', link: '/api/reference' },
    ],
  },
  {
    label: 'Webhooks',
    items: [
      'webhooks',
      'webhooks/verify',
      'webhooks/events',
      'webhooks/delivery',
      'webhooks/rotation',
      'webhooks/local-development',
    ],
  },
  { label: 'Tools', items: ['sdk', 'cli'] },
  {
    label: 'Self-hosting',
    items: [
      'self-hosting',
      'self-hosting/configuration',
      'self-hosting/postgresql',
      'self-hosting/several-nodes',
      'self-hosting/capacity',
      'self-hosting/backup',
      'self-hosting/secrets',
      'self-hosting/upgrade',
      'self-hosting/monitoring',
    ],
  },
  { label: 'More', items: ['faq', 'glossary', 'changelog'] },
];
