/** In pixels; the place is kept while the chart is loaded. */
export const CHART_HEIGHT = 220;
