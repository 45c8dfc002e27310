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
  goLive: {
    title: 'Go live?',
    text: 'From now on live events are delivered to your endpoints and live keys may write: an order from your platform takes real stock. What happened while test mode was on is not sent by itself; it stays in the delivery log for 30 days and can be sent from there. Test keys and the sandbox go on working, apart. You can return to test mode at any time.',
    confirm: 'Go live',
    success: 'You are live.',
    checklist: 'Ready for going live',
    items: {
      api_key: 'An API key has been made',
      endpoint: 'An endpoint is enabled that hears of live events',
      ping: 'A ping came back with success',
      live_key: 'A live key has been made',
    },
    done: 'done',
    open: 'not yet',
    notRequired: 'Nothing of this is required. You can go live now and do the rest later.',
  },
  backToTest: {
    title: 'Return to test mode?',
    text: 'Live keys can only read from now on, so orders from your platform are refused. Live events are recorded but not delivered, and live deliveries that are waiting are cancelled; they stay in the delivery log with the reason “test_mode” and can be sent again later. The sandbox is not affected.',
    confirm: 'Return to test mode',
    success: 'Test mode is on.',
  },
  switchOff: {
    title: 'Switch the integration off?',
    text: 'Every API key is refused at once, live and test alike (except for asking who it is), and no webhook is sent. All deliveries that are waiting are cancelled; they stay in the delivery log with the reason “integration_disabled” and can be sent again after you switch it on. Keys, endpoints and your stock stay as they are.',
    confirm: 'Switch off',
    success: 'The integration is switched off.',
  },
  switchOn: {
    title: 'Switch the integration on?',
    textTest:
      'API keys work again and webhooks are sent again. Test mode stays on, so live events are not delivered yet.',
    textLive:
      'API keys work again and webhooks are sent again, live ones too. What happened meanwhile is not sent by itself; it stays in the delivery log for 30 days and can be sent from there.',
    confirm: 'Switch on',
    success: 'The integration is switched on.',
  },
} as const;
