export const inventory = {
  title: 'inventory',
} as const;
