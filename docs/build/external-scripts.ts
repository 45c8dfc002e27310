import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** A script element without `src`; by HTML's own rule its text ends at the first `</script`. */
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g;
/** Data that a browser never runs, so that no policy stops it. */
const IS_DATA = /type="(?!module|text\/javascript)[^"]+"/;

/**
 * Moves every inline script into a file named after its content. The hub's pages say
 * `script-src 'self'`, and this way the policy needs no exception for any page.
 */
export function externalScripts(base: string): AstroIntegration {
  return {
    name: 'external-scripts',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const dist = fileURLToPath(dir);
        const folder = join(dist, '_astro');
        await mkdir(folder, { recursive: true });
        for await (const name of glob('**/*.html', { cwd: dist })) {
          const path = join(dist, name);
          const { html, scripts } = moveScripts(await readFile(path, 'utf8'), `${base}/_astro`);
          for (const [file, code] of scripts) await writeFile(join(folder, file), code);
          await writeFile(path, html);
        }
      },
    },
  };
}

/** @param address where the files will be served. @returns the page, and each script's file name and code */
export function moveScripts(
  page: string,
  address: string,
): { html: string; scripts: ReadonlyMap<string, string> } {
  const scripts = new Map<string, string>();
  const html = page.replace(INLINE_SCRIPT, (element, attributes: string, code: string) => {
    if (IS_DATA.test(attributes)) return element;
    const file = `inline.${createHash('sha256').update(code).digest('hex').slice(0, 12)}.js`;
    scripts.set(file, code);
    return `<script${attributes} src="${address}/${file}"></script>`;
  });
  return { html, scripts };
}
