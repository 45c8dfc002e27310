/** Doors through which orders come, as the hub names them. */
export const ORDER_SOURCES = ['api', 'dashboard', 'test_tool'] as const;

type OrderSource = (typeof ORDER_SOURCES)[number];

export function isOrderSource(source: string): source is OrderSource {
  return ORDER_SOURCES.some((it) => it === source);
}
