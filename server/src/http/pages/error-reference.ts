import { type CatalogueEntry, ERROR_CATALOGUE } from '../../domain/error-catalogue.ts';
import { htmlPage, withCode } from './html.ts';

const HEADINGS: Readonly<Record<CatalogueEntry['type'], string>> = {
  validation_error: 'The request is not valid',
  authentication_error: 'Who asks is not known',
  permission_error: 'It is not allowed',
  not_found_error: 'There is no such thing',
  conflict_error: 'It does not fit the present state',
  idempotency_error: 'The idempotency key does not fit',
  rate_limit_error: 'Too much at once',
  api_error: 'Our fault',
};

function section(code: string, { status, message, remedy }: CatalogueEntry): string {
  return `<h3 id="${code}"><a href="#${code}"><code>${code}</code></a></h3>
<p class="meta">HTTP ${status}</p>
<p>${withCode(message)}</p>
<p><strong>What to do:</strong> ${withCode(remedy)}</p>`;
}

/** The whole catalogue as a page, one anchor per code: where every `doc_url` leads. */
export function renderErrorReference(): string {
  const entries = Object.entries(ERROR_CATALOGUE) as [string, CatalogueEntry][];
  const sections = Object.entries(HEADINGS).map(([type, heading]) => {
    const codes = entries.filter(([, entry]) => entry.type === type);
    return `<h2 id="${type}">${heading} <code>${type}</code></h2>
${codes.map(([code, entry]) => section(code, entry)).join('\n')}`;
  });
  return htmlPage(
    'API errors · WatchTraderHub',
    `<h1>API errors</h1>
<p>Every refusal has this body. Decide by <code>code</code>; <code>message</code> is for people and may change.
<code>param</code>, where there is one, names the JSON path, query parameter or header at fault.</p>
<pre tabindex="0"><code>{"error": {"type": "…", "code": "…", "message": "…", "doc_url": "…", "request_id": "req_…", "param": "…"}}</code></pre>
${sections.join('\n')}`,
  );
}
