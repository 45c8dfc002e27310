/** Lists that renew themselves. */
export const live = {
  pause: 'Pause',
  resume: 'Resume',
  hint: {
    live: 'This list renews itself. Press to pause.',
    laterPage: 'Only the first page renews itself.',
    paused: 'The list is paused: it shows what was there when you paused it.',
  },
  keys: { ArrowUp: '{{label}} (Alt+↑)', ArrowDown: '{{label}} (Alt+↓)' },
  newRows_one: 'Show {{count}} new row',
  newRows_other: 'Show {{count}} new rows',
} as const;
