interface PostmanField {
  key: string;
  value: string;
  disabled?: boolean;
  description?: unknown;
}

interface PostmanScript {
  listen: 'prerequest' | 'test';
  script: { type: 'text/javascript'; exec: string[] };
}

/** A request, or a folder of them. */
export interface PostmanItem {
  id?: string;
  name: string;
  description?: unknown;
  item?: PostmanItem[];
  request?: {
    name?: string;
    method: string;
    url: { path: string[]; query: PostmanField[]; variable: PostmanField[] };
    header: PostmanField[];
    body?: { raw?: string };
    auth?: unknown;
  };
  response?: unknown[];
  event?: PostmanScript[];
}

/** Runs before the request is sent, or once its answer is there. */
export function script(listen: PostmanScript['listen'], exec: string[]): PostmanScript {
  return { listen, script: { type: 'text/javascript', exec } };
}

/** A check of the answer, which is `body`, with chai's `pm.expect`. */
export function check(name: string, ...expectations: string[]): string[] {
  return [`pm.test('${name}', () => {`, ...expectations.map((line) => `  ${line}`), '});'];
}
