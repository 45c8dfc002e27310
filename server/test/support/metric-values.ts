import type { Metrics } from '../../src/metrics/metrics.ts';

/** Values of one scrape by series, such as `wth_deliveries_total{outcome="failed"}`; labels as they are written. */
export class Scrape {
  readonly text: string;
  readonly #values: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.text = text;
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    this.#values = new Map(
      lines.map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
  }

  /** @throws Error for a series that is not there: 0 is something else */
  value(series: string): number {
    const value = this.#values.get(series);
    if (value === undefined) throw new Error(`there is no ${series}`);
    return value;
  }

  has(series: string): boolean {
    return this.#values.has(series);
  }

  /** The names that `# TYPE` lines give, in their order. */
  get names(): string[] {
    return [...this.text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!);
  }
}

export const scrape = async (metrics: Metrics): Promise<Scrape> => new Scrape(await metrics.read());
