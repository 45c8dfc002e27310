export const HTML_TYPE = 'text/html; charset=utf-8';

/** What one sees at the hub's address when the dashboard and the documentation have not been built. */
export function renderUnbuilt(): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>WatchTraderHub</title>
<h1>WatchTraderHub</h1>
<p>The hub runs, but its dashboard and documentation have not been built.
Run <code>npm run build</code> and start the hub again.</p>
<ul>
<li><a href="/api/v1/openapi.json">OpenAPI document</a></li>
<li><a href="/openapi/v1.postman.json">Postman collection</a></li>
<li><a href="/api/v1/health">Health</a></li>
</ul>
</html>
`;
}
