/** Custom Integration → Health. */
export const health = {
  title: 'Health',
  text: 'How your endpoints have been doing in the last 24 hours. Renewed every 15 seconds.',
  empty: {
    title: 'You have no endpoint',
    text: 'An endpoint is the address of your platform that the hub tells of every change.',
    add: 'Add an endpoint',
  },
  states: {
    healthy: 'Healthy',
    idle: 'Nothing sent',
    unsteady: 'Unsteady',
    failing: 'Failing',
    paused: 'Paused',
    disabled: 'Disabled',
  },
  verdicts: {
    healthy: { text: 'Your server takes what it is sent.' },
    idle: {
      text: 'Nothing was sent to it in the last 24 hours.',
      advice: 'Send a ping in the settings to see whether it works.',
    },
    unsteady: {
      text: 'Some attempts failed. The hub tries again by itself, so nothing is lost yet.',
      advice: 'Look at the attempts that failed to find out why.',
    },
    failing: {
      text: 'Its last attempts all failed. The hub probes it with its oldest delivery; the others wait. After five days without a success it is disabled.',
      advice: 'Open its pending and failed deliveries: the last attempt of each says what is wrong.',
    },
    paused: {
      text: 'Your server asked the hub to wait (Retry-After), so nothing is sent until then.',
      advice: 'Nothing is lost: what waits is sent afterwards.',
    },
    disabled: {
      text: 'It is switched off: nothing is sent to it.',
      advice: 'Enable it in the settings when it should hear of changes again.',
    },
    gone: {
      text: 'Your server answered “410 Gone”, by which a receiver signs off. So the hub has disabled it: nothing is sent to it.',
      advice: 'If that was not intended, mend your server, then enable the endpoint in the settings.',
    },
    disabled_by_hub: {
      text: 'It failed for days, so the hub has disabled it: nothing is sent to it.',
      advice: 'Mend your server, then enable the endpoint in the settings.',
    },
  },
  failingSince:
    'Nothing has got through since {{since}}. If that stays so, the endpoint is disabled on {{until}}.',
  numbers: {
    successRate: 'Success rate',
    attempts: 'Attempts',
    p50: 'Typical answer',
    p50Hint: 'Half of all answers were this fast or faster (p50).',
    p95: 'Slow answer',
    p95Hint: '95 of 100 answers were this fast or faster (p95).',
    consecutiveFailures: 'Failures in a row',
    pending: 'Waiting',
    oldestPending: 'Oldest waiting since',
    lastSuccess: 'Last success',
    lastFailure: 'Last failure',
    ms: '{{ms}} ms',
  },
  chart: {
    text: 'Last 24 hours: {{delivered}} delivered, {{failed}} failed, {{pending}} pending, {{cancelled}} cancelled.',
    showTable: 'Show as a table',
    hideTable: 'Hide the table',
    tableLabel: 'Deliveries by hour to {{host}}',
    hour: 'Hour',
    quiet: 'No deliveries in these hours.',
  },
  links: {
    failed: 'Failed deliveries',
    pending: 'Pending deliveries',
    all: 'All deliveries',
    settings: 'Settings',
  },
} as const;
