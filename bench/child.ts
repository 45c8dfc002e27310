import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a child process can be asked for, by name; each takes one argument. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

/** In the child: answers its parent's calls, and ends with it. */
export function serve(handlers: Handlers): void {
  process.on('message', async ({ id, name, argument }: Call) => {
    try {
      const result = await handlers[name]!(argument as never);
      process.send!({ id, result });
    } catch (error) {
      process.send!({ id, error: (error as Error).stack });
    }
  });
  process.once('disconnect', () => process.exit());
  // A Ctrl-C reaches the whole group; the parent decides when this process ends.
  process.on('SIGINT', () => {});
}

/** A process of its own, which works on a core of its own. */
export class Child<H extends Handlers> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #calls = 0;

  constructor(file: string, args: readonly string[] = []) {
    // Structured clones: arrays of numbers would take seconds as JSON.
    this.#child = fork(file, args, { serialization: 'advanced' });
    this.#child.on('message', (answer: Answer) => this.#waiting.get(answer.id)!(answer));
    this.#child.once('exit', (code, signal) => {
      const error = `${file} ended with ${code ?? signal}`;
      for (const [id, settle] of this.#waiting) settle({ id, error });
    });
  }

  call<N extends keyof H & string>(
    name: N,
    argument: Parameters<H[N]>[0],
  ): Promise<Awaited<ReturnType<H[N]>>> {
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (answer) => {
        this.#waiting.delete(id);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.result as Awaited<ReturnType<H[N]>>);
      });
      this.#child.send({ id, name, argument });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
