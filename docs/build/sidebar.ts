/** The site's table of contents, in the order a newcomer reads; each entry is a page's path below `src/content/docs`. */
export const sidebar = [
  { label: 'Start here', items: ['index', 'quickstart'] },
  {
    label: 'API',
    items: ['api/errors', { label: 'API reference', link: '/api/reference' }],
  },
  { label: 'Webhooks', items: ['webhooks/events'] },
  { label: 'More', items: ['changelog'] },
];
