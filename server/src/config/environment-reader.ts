import { ConfigError } from './config-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable<T> {
  /** What is accepted; ends the sentence "…: expected …". */
  readonly accepts: string;
  /** Undefined when the text is not acceptable. */
  readonly parse: (text: string) => T | undefined;
  /** Never repeat the value in the message: it holds a password or a key. */
  readonly isSecret?: boolean;
}

const SHOWN_LENGTH_MAX = 80;

/** Reads variables one by one and collects what is wrong with them, so that one start shows all of it. */
export class EnvironmentReader {
  readonly #environment: Environment;
  readonly #problems: string[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The variable's value; `fallback` when it is unset, empty or (then a problem is noted) not acceptable. */
  read<T, F>(name: string, fallback: F, variable: Variable<T>): T | F {
    const text = this.#textOf(name);
    if (text === '') return fallback;
    const value = variable.parse(text);
    if (value !== undefined) return value;
    this.addProblem(`${name} is ${describe(text, variable)}: expected ${variable.accepts}`);
    return fallback;
  }

  isSet(name: string): boolean {
    return this.#textOf(name) !== '';
  }

  addProblem(problem: string): void {
    this.#problems.push(problem);
  }

  /** Empty counts as unset, since that is what `PORT=${PORT}` in a compose file leaves. */
  #textOf(name: string): string {
    return this.#environment[name]?.trim() ?? '';
  }

  /** @throws ConfigError with all problems noted so far */
  throwIfWrong(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }
}

function describe(text: string, { isSecret = false }: { readonly isSecret?: boolean }): string {
  if (isSecret) return `set (${text.length} characters, not shown)`;
  return JSON.stringify(text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text);
}
