export const deliveryLog = {
  title: 'deliveryLog',
} as const;
