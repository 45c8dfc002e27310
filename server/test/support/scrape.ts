export interface ScrapedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** In the order in which they are written, without a histogram's `le`; none where there is no series yet. */
  readonly labels: readonly string[];
  /** Its lines, helps and series. */
  readonly text: string;
}

/** One answer of `/metrics`. */
export class Scrape {
  readonly text: string;
  readonly metrics: readonly ScrapedMetric[];
  readonly #values: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.text = text;
    this.metrics = text
      .split(/^(?=# HELP )/m)
      .filter((part) => part.trim() !== '')
      .map(readMetric);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    this.#values = new Map(
      lines.map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
  }

  /**
   * @param series such as `wth_deliveries_total{outcome="failed"}`, labels as they are written
   * @throws Error for a series that is not there: 0 is something else
   */
  value(series: string): number {
    const value = this.#values.get(series);
    if (value === undefined) throw new Error(`there is no ${series}`);
    return value;
  }

  has(series: string): boolean {
    return this.#values.has(series);
  }

  get names(): string[] {
    return this.metrics.map((metric) => metric.name);
  }
}

function readMetric(text: string): ScrapedMetric {
  const [, name, help, type] = /^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)/.exec(text)!;
  const labels = [...text.matchAll(/[{,]([a-z]+)="/g)].map(([, label]) => label!);
  return {
    ...{ name: name!, help: help!, type: type!, text },
    labels: [...new Set(labels)].filter((label) => label !== 'le'),
  };
}

/** What a scrape would get. */
export const readMetrics = async (metrics: { read(): Promise<string> }): Promise<Scrape> =>
  new Scrape(await metrics.read());
