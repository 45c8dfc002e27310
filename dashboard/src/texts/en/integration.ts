/** The page "Custom Integration" around its tabs. */
export const integration = {
  title: 'Custom Integration',
  text: 'Connect your own platform: read stock and write orders through the API, and hear of every change by signed webhooks.',
  tabs: {
    label: 'Custom Integration',
    setup: 'Setup',
    'api-keys': 'API keys',
    settings: 'Settings',
    deliveries: 'Delivery Log',
    events: 'Events',
    health: 'Health',
  },
  planTitle: 'Part of the Business plan',
  planText:
    'Your plan does not include the Custom Integration. Keys and endpoints you have are kept; they work again with the Business plan.',
} as const;
