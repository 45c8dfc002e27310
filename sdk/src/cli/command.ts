import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { CliContext } from './cli-context.ts';
import { UsageError } from './cli-error.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** Such as `<url>`. */
  readonly value?: string;
  readonly help: string;
}

type Options = Readonly<Record<string, Option>>;
type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? readonly string[]
    : string;

export interface Input<O extends Options = Options> {
  readonly options: { readonly [Name in keyof O]?: ValueOf<O[Name]> };
  readonly positionals: readonly string[];
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Resolves with the exit code: 0 done, 1 failed. */
  readonly run: (args: readonly string[], context: CliContext) => Promise<number>;
  readonly help: () => string;
}

export interface CommandParts<O extends Options> {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, such as `<event type>`. */
  readonly positionals?: readonly string[];
  readonly options: O;
  /** Paragraphs and examples below the options. */
  readonly details: string;
  readonly run: (input: Input<O>, context: CliContext) => Promise<number>;
}

export function defineCommand<const O extends Options>(parts: CommandParts<O>): Command {
  return {
    name: parts.name,
    summary: parts.summary,
    help: () => formatHelp(parts),
    run: async (args, context) => await parts.run(parseInput(parts, args), context),
  };
}

function parseInput<O extends Options>(parts: CommandParts<O>, args: readonly string[]): Input<O> {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type, multiple }] of Object.entries<Option>(parts.options)) {
    options[name] = { type, ...(multiple ? { multiple } : {}) };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const names = parts.positionals ?? [];
    if (positionals.length > names.length) {
      throw new UsageError(`wth ${parts.name} takes no "${positionals[names.length]}"`);
    }
    return { options: values as Input<O>['options'], positionals };
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

function formatHelp(parts: Omit<CommandParts<Options>, 'run'>): string {
  const { name, summary, positionals = [], options, details } = parts;
  const rows = Object.entries(options).map(([option, { value, help }]) => [
    `--${option}${value ? ` ${value}` : ''}`,
    help,
  ]);
  rows.push(['--help', 'Shows this.']);
  const width = Math.max(...rows.map(([left = '']) => left.length)) + 2;
  const lines = rows.map(([left = '', help]) => `  ${left.padEnd(width)}${help}`);
  const usage = ['wth', name, ...positionals, '[options]'].join(' ');
  return `Usage: ${usage}\n\n${summary}\n\nOptions:\n${lines.join('\n')}\n\n${details.trim()}\n`;
}
