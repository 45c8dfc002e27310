import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Plain text where standard output is no terminal or NO_COLOR is set. */
const style =
  (format: Format) =>
  (text: string): string =>
    styleText(format, text, { stream: process.stdout });

export const bold = style('bold');
export const dim = style('dim');
export const green = style('green');
export const red = style('red');
export const yellow = style('yellow');
export const cyan = style('cyan');

const COLUMNS_DEFAULT = 80;

export function columns(): number {
  return process.stdout.columns || COLUMNS_DEFAULT;
}

/** Exactly as wide as its column, so that the next one is aligned; what is too long ends in an ellipsis. */
export function cell(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

/** Prints lines; deliveries wait while an answer that belongs above them is still on its way. */
export class Screen {
  #held: string[] | null = null;

  line(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  done(text: string): void {
    this.line(`  ${green('✔')} ${text}`);
  }

  /** A line that nobody asked for at this moment. */
  arrival(text: string): void {
    if (this.#held === null) this.line(text);
    else this.#held.push(text);
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const lines = this.#held ?? [];
    this.#held = null;
    for (const line of lines) this.line(line);
  }
}
