/** Custom Integration → Settings. */
export const settings = {
  title: 'Settings',
  integration: {
    title: 'Integration',
    switch: 'Switch',
    isOn: 'On',
    isOff: 'Off',
    onText: 'API keys work and webhooks are sent.',
    offText: 'Every API key is refused and no webhook is sent.',
    switchOff: 'Switch off',
    switchOn: 'Switch on',
    mode: 'Mode',
    test: 'Test mode',
    live: 'Live',
    testText: 'Live events are recorded but not delivered, and live keys can only read. The sandbox works.',
    liveText: 'Live events are delivered and live keys may write. The sandbox goes on working beside it.',
    goLive: 'Go live',
    backToTest: 'Return to test mode',
    apiVersion: 'API version',
    apiVersionText:
      'Fixed when your account was made, so that what your platform relies on does not change under it. Every answer names it in X-API-Version.',
    rateLimit: 'API rate limit',
    rateLimitValue: '{{count}} tokens a minute',
    rateLimitText:
      'A request costs 1 token; a bulk upload of customers or a cancellation costs 2. Test and live are counted apart. Over the limit the hub answers 429 and says in Retry-After how many seconds to wait.',
  },
  endpoints: {
    title: 'Webhook endpoints',
    text: 'Addresses on your servers that the hub calls when something happens. Every call is signed, tried again when it fails, and kept in the delivery log for 30 days.',
    count: '{{used}} of {{max}}',
    add: 'Add endpoint',
    full: 'You have {{max}} endpoints, the most there can be. Delete one you no longer need to add another.',
    emptyTitle: 'No endpoint yet',
    emptyText:
      'Add the address of your server, and it hears of every sale and every change of stock within seconds.',
  },
} as const;
