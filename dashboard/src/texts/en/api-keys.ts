export const apiKeys = {
  title: 'apiKeys',
} as const;
