import { htmlPage } from './html.ts';

/** What one sees at the hub's address when the dashboard has not been built. */
export function renderHome(): string {
  return htmlPage(
    'WatchTraderHub',
    `<h1>WatchTraderHub</h1>
<p>The hub runs, but its dashboard has not been built. Run <code>npm run build</code> and start the hub again.</p>
<ul>
<li><a href="/api/v1/openapi.json">OpenAPI document</a></li>
<li><a href="/openapi/v1.postman.json">Postman collection</a></li>
<li><a href="/docs/api/errors">API errors</a></li>
<li><a href="/api/v1/health">Health</a></li>
</ul>`,
  );
}
