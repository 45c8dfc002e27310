import { answering, type Receiver, type Respond } from '../../support/receiver.ts';

/** Lets each path of a receiver answer on its own; 200 unless told otherwise. */
export class Answers {
  readonly #byPath = new Map<string, Respond>();

  /** Takes over what the receiver answers. */
  of(receiver: Receiver): void {
    receiver.respondWith((request, response) => {
      (this.#byPath.get(request.path) ?? answering(200))(request, response);
    });
  }

  set(path: string, respond: Respond): void {
    this.#byPath.set(path, respond);
  }
}
