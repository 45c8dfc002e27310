import { htmlPage } from './html.ts';

/** What one sees who opens the hub's address. */
export function renderHome(): string {
  return htmlPage(
    'WatchTraderHub',
    `<h1>WatchTraderHub</h1>
<p>A hub for watch dealers: stock, orders and customers through one API, and signed webhooks for everything that happens.</p>
<ul>
<li><a href="/api/v1/openapi.json">OpenAPI document</a></li>
<li><a href="/openapi/v1.postman.json">Postman collection</a></li>
<li><a href="/docs/api/errors">API errors</a></li>
<li><a href="/api/v1/health">Health</a></li>
</ul>`,
  );
}
