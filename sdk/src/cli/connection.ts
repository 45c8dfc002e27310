import { WatchTraderHub } from '../client.ts';
import type { CliContext } from './cli-context.ts';
import { UsageError } from './cli-error.ts';

const DEFAULT_URL = 'http://localhost:4000';

export const CONNECTION_OPTIONS = {
  url: { type: 'string', value: '<url>', help: `The hub; WTH_URL, else ${DEFAULT_URL}.` },
  'api-key': {
    type: 'string',
    value: '<key>',
    help: 'WTH_API_KEY by default, which other users can not see.',
  },
} as const;

/** The hub and the key that the options or the environment name. @throws UsageError */
export function connect(
  options: { readonly url?: string; readonly 'api-key'?: string },
  env: CliContext['env'],
): WatchTraderHub {
  const apiKey = options['api-key'] ?? env.WTH_API_KEY ?? '';
  if (apiKey === '') {
    throw new UsageError(
      'there is no API key: make one in the dashboard under API keys, then\n  export WTH_API_KEY=wth_…',
    );
  }
  if (!/^wth_[0-9A-Za-z]{32}$/.test(apiKey)) {
    throw new UsageError(
      'the API key is not wth_ and 32 letters and digits: copy it again, whole and without quotes',
    );
  }
  const url = parseUrl('--url', options.url ?? env.WTH_URL ?? DEFAULT_URL);
  if (/[@?#]/.test(url.href)) {
    throw new UsageError(`--url must be the hub's address alone, such as ${DEFAULT_URL}`);
  }
  return new WatchTraderHub({ apiKey, baseUrl: url.href });
}

/** @throws UsageError naming the option */
export function parseUrl(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${option} must be a whole address such as http://localhost:3000, not "${text}"`);
  }
  return url;
}
