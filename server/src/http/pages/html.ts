export const HTML_TYPE = 'text/html; charset=utf-8';

/** Text as HTML. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `code` in the catalogue's texts. */
export function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

const STYLE = `
:root{color-scheme:light dark;--text:#1d2330;--muted:#525c6e;--line:#d8dde6;--back:#fff;--soft:#f4f6f9;--link:#0b57b0}
@media(prefers-color-scheme:dark){:root{--text:#e7eaf0;--muted:#a6b0c0;--line:#343c4a;--back:#12161d;--soft:#1b212b;--link:#84b8ff}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.6 system-ui,sans-serif;color:var(--text);background:var(--back)}
main{max-width:52rem;margin:0 auto;padding:2rem 1.25rem 4rem}
a{color:var(--link)}
h1{line-height:1.2}
h2{margin-top:2.5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{margin:1.75rem 0 .25rem;scroll-margin-top:1rem}
h3:target{outline:2px solid var(--link);outline-offset:4px}
code{font:.9em ui-monospace,monospace;background:var(--soft);padding:.1em .3em;border-radius:4px}
.meta{margin:0;color:var(--muted)}
p{margin:.25rem 0 .5rem}
pre{background:var(--soft);padding:1rem;overflow-x:auto;border-radius:6px}
pre code{padding:0;background:none}
`;

/** A page that needs nothing from elsewhere. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`;
}
