import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

/** The parts of a CycloneDX document that are put right here. */
interface Component {
  name: string;
  readonly 'bom-ref': string;
  externalReferences?: { type: string; url: string }[];
}
interface Bom {
  $schema: string;
  specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

const ROOT = join(import.meta.dirname, '..');
const TARGET = 'sbom.cdx.json';
const BYTES_MAX = 64 * 1024 ** 2;

/**
 * What this checkout is made of, from the lock file: CycloneDX 1.6 in JSON, development tools included and marked.
 * npm writes 1.5, whose documents are those of 1.6 but for what is put right here.
 */
function makeBom(): Bom {
  const output = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: BYTES_MAX,
  });
  const bom = JSON.parse(output) as Bom;
  bom.$schema = 'http://cyclonedx.org/schema/bom-1.6.schema.json';
  bom.specVersion = '1.6';
  // npm takes the names of our own packages from their folders.
  bom.metadata.component.name = manifest.name;
  for (const component of bom.components) {
    component.name = component['bom-ref'].slice(0, component['bom-ref'].lastIndexOf('@'));
    component.externalReferences = (component.externalReferences ?? []).flatMap(({ type, url }) => {
      const valid = toUrl(url);
      return valid === null ? [] : [{ type, url: valid }];
    });
  }
  return bom;
}

/** `git@host:owner/name`, which package authors write for a repository, is no URI. */
function toUrl(text: string): string | null {
  const [, host, path] = /^(?:[a-z+]+:\/\/)?(?:git@)?([\w.-]+):(?!\d+\/|\/)(\S+)$/.exec(text) ?? [];
  if (host?.includes('.')) return `git+https://${host}/${path}`;
  return URL.canParse(text) ? text : null;
}

writeFileSync(resolve(ROOT, process.argv[2] ?? TARGET), `${JSON.stringify(makeBom(), null, 2)}\n`);
