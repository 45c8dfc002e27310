import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import lock from '../package-lock.json' with { type: 'json' };
import { describeWithPython, PYTHON } from './support/python.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..');
const REGISTRY = 'registry.npmjs.org';

const run = promisify(execFile);

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const locked = Object.entries(lock.packages as Record<string, LockedPackage>).filter(
  ([path, it]) => path.includes('node_modules/') && it.link !== true,
);
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

describe('what `npm ci` installs', () => {
  it('has an exact version and a hash, package by package, and comes from the registry', () => {
    expect(locked.length).toBeGreaterThan(500);
    for (const [path, it] of locked) {
      expect(it.version, path).toMatch(/^\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/);
      expect(it.integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
      if (it.resolved !== undefined) expect(new URL(it.resolved).host, path).toBe(REGISTRY);
    }
  });

  it('is named by every manifest with an exact version', () => {
    const folders = ['.', ...manifest.workspaces];
    for (const folder of folders) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(
        readFileSync(join(ROOT, folder, 'package.json'), 'utf8'),
      ) as Record<string, Record<string, string> | undefined>;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        expect(version, `${name} of ${folder}`).toMatch(/^\d+\.\d+\.\d+(-[\w.-]+)?$/);
      }
    }
  });

  it('runs install scripts of the packages that are allowed to, and the list names no other', () => {
    const withScripts = locked.filter(([, it]) => it.hasInstallScript === true).map(([path]) => nameOf(path));
    expect([...new Set(withScripts)].sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  });
});

/** A registry that knows one advisory, of fastify. */
async function startRegistry(advisories: object): Promise<string> {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(request.method === 'POST' ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.method === 'POST' ? advisories : {}));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const ADVISORY = {
  ...{ id: 1, url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', title: 'Tried', severity: 'high' },
  ...{ vulnerable_versions: '>=0', cwe: [], cvss: { score: 0, vectorString: null } },
};

/** `npm run audit` against a registry, with a list of exceptions of the test's own. */
async function audit(registry: string, exceptions: object[] = []) {
  const folder = await createTemporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'exceptions.json');
  await writeFile(file, JSON.stringify(exceptions));
  // npm keeps what it has read of an advisory.
  const npm = {
    npm_config_registry: registry,
    npm_config_cache: join(folder, 'cache'),
    npm_config_fetch_retries: '0',
  };
  const child = spawn(process.execPath, [join(ROOT, 'scripts/audit.ts')], {
    env: { ...process.env, ...npm, AUDIT_EXCEPTIONS: file },
  });
  const exited = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exited;
  return { code: child.exitCode, output: stdout + stderr };
}

describe('the audit', () => {
  const exception = (until: string) => ({
    ...{ advisory: 'GHSA-aaaa-bbbb-cccc', package: 'fastify', reason: 'not reached', until },
  });

  it('passes when no advisory is about what is locked', async () => {
    expect(await audit(await startRegistry({}))).toEqual({
      code: 0,
      output: 'npm audit: clean, with 0 explained exceptions\n',
    });
  });

  it('fails on an advisory without an explanation, and on one whose time is over', async () => {
    const registry = await startRegistry({ fastify: [ADVISORY] });
    for (const exceptions of [
      [],
      [exception('2020-01-01')],
      [{ ...exception('2999-01-01'), package: 'pg' }],
    ]) {
      const { code, output } = await audit(registry, exceptions);
      expect(code).toBe(1);
      expect(output).toContain(`npm audit: high in fastify: Tried ${ADVISORY.url}\n`);
    }
  });

  it('passes over an explained one, until there is none any more', async () => {
    const explained = [exception('2999-01-01')];
    expect((await audit(await startRegistry({ fastify: [ADVISORY] }), explained)).code).toBe(0);
    expect(await audit(await startRegistry({}), explained)).toEqual({
      code: 1,
      output: 'npm audit: GHSA-aaaa-bbbb-cccc in fastify is over; remove the exception\n',
    });
  });

  it('says that nothing was checked when the registry gives no advisories', async () => {
    const { code, output } = await audit('http://127.0.0.1:9/');
    expect(code).toBe(3);
    expect(output).toMatch(/^npm audit: NOT CHECKED, /);
  });

  it('knows of each exception why, and until when', async () => {
    const exceptions = JSON.parse(await readFile(join(ROOT, 'scripts/audit-exceptions.json'), 'utf8'));
    for (const it of exceptions) {
      expect(it).toEqual({
        advisory: expect.stringMatching(/^GHSA(-[0-9a-z]{4}){3}$/),
        package: expect.stringMatching(/./),
        reason: expect.stringMatching(/.{20}/),
        until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      });
    }
  });
});

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

describe('the SBOM', () => {
  let file: string;
  let bom: Bom;

  beforeAll(async () => {
    const folder = await createTemporaryFolder();
    file = join(folder, 'sbom.cdx.json');
    await run(process.execPath, [join(ROOT, 'scripts/sbom.ts'), file]);
    bom = JSON.parse(await readFile(file, 'utf8')) as Bom;
    return () => rm(folder, { recursive: true });
  });

  it('is CycloneDX 1.6 of this package', () => {
    expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', '1.6']);
    expect(bom.metadata.component).toMatchObject({ name: manifest.name, version: manifest.version });
  });

  it('has each locked package with its version, its address and the hash of the lock file', () => {
    const components = new Map(bom.components.map((it) => [`${it.name}@${it.version}`, it]));
    for (const [path, { name = nameOf(path), version, integrity }] of locked) {
      const component = components.get(`${name}@${version}`);
      expect(component?.purl, path).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      const sha512 = Buffer.from(integrity!.slice('sha512-'.length), 'base64').toString('hex');
      expect(component!.hashes, path).toEqual([{ alg: 'SHA-512', content: sha512 }]);
    }
  });

  it('names each component once, and depends on nothing it does not name', () => {
    const refs = [bom.metadata.component, ...bom.components].map((it) => it['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn } of bom.dependencies) {
      for (const each of [ref, ...dependsOn]) expect(refs).toContain(each);
    }
  });

  describeWithPython('as the reference library reads it', ['cyclonedx', 'jsonschema'], () => {
    it('is valid by the strict schema of CycloneDX 1.6', async () => {
      const program = `
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
validator = JsonStrictValidator(SchemaVersion.V1_6)
print(validator.validate_str(open(sys.argv[1]).read()) or "valid")
print("refused" if validator.validate_str('{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": 1}') else "accepts anything")
`;
      const { stdout } = await run(PYTHON, ['-c', program, file]);
      expect(stdout).toBe('valid\nrefused\n');
    });
  });
});

describe('SECURITY.md', () => {
  const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

  it('names no test that is not there', () => {
    const files = [...page.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, name]) => name!);
    expect(new Set(files).size).toBeGreaterThan(25);
    for (const name of files) expect(existsSync(join(ROOT, name)), name).toBe(true);
  });

  it('gives a test for each mitigation', () => {
    const model = page.slice(page.indexOf('## Mitigations'), page.indexOf('## Known limits'));
    const rows = model.split('\n').filter((line) => /^\| (?!-|threat)/.test(line));
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).toMatch(/`[\w./-]+\.test\.ts`[^|]*\|$/);
  });
});
