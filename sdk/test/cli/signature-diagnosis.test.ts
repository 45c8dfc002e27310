import { describe, expect, it } from 'vitest';
import { diagnoseSignature } from '../../src/cli/signature-diagnosis.ts';
import { signWebhook } from '../../src/verify-webhook.ts';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 4).toString('base64')}`;
const BODY =
  '{"id":"evt_0196a9d4f3b07c6f8b1e2d3c4b5a6978","object":"event","data":{"title":"Ω 1/2","price":10}}';
const SIGNED_AT = 1_778_146_000;
const HEADER = `t=${SIGNED_AT},v1=${await signWebhook(BODY, SECRET, SIGNED_AT)}`;

const diagnose = (changes: object = {}, body: string | Uint8Array = BODY) =>
  diagnoseSignature({
    body: Buffer.from(body),
    header: HEADER,
    secrets: [SECRET],
    nowMs: SIGNED_AT * 1000,
    toleranceSeconds: 300,
    ...changes,
  });

const PARSED = JSON.parse(BODY) as unknown;
const python = BODY.replaceAll('":', '": ').replaceAll(',"', ', "').replace('Ω', '\\u03a9');

describe('a signature that is right', () => {
  it.each([
    ['as it came', HEADER],
    ['with the name of the header', `WTH-Signature: ${HEADER}`],
    ['during a rotation', HEADER.replace(',v1=', `,v1=${'0'.repeat(64)},v1=`)],
  ])('is told to be so: %s', async (_, header) => {
    expect(await diagnose({ header })).toEqual({ cause: 'none', findings: [] });
  });

  it('is found with either secret', async () => {
    expect(await diagnose({ secrets: [OTHER, SECRET] })).toMatchObject({ cause: 'none' });
  });
});

describe('a changed body is told from all else', () => {
  it.each([
    ['a line end', `${BODY}\n`, /line end that was not sent/],
    ["Windows' line end", `${BODY}\r\n`, /line end that was not sent/],
    ['a byte order mark', `\uFEFF${BODY}`, /byte order mark/],
    ['pretty-printed', JSON.stringify(PARSED, null, 2), /parsed and written again/],
    ["Python's spaces and escapes", python, /parsed and written again/],
    ["PHP's slashes", BODY.replaceAll('/', '\\/'), /parsed and written again/],
    ['JSON in a JSON string', JSON.stringify(BODY), /parsed and written again/],
    ['read as Latin-1', Buffer.from(BODY).toString('latin1'), /Latin-1/],
  ])('%s', async (_, body, finding) => {
    expect(await diagnose({}, body)).toEqual({ cause: 'body', findings: [expect.stringMatching(finding)] });
  });

  it('when no repair undoes it', async () => {
    const { cause, findings } = await diagnose({}, JSON.stringify({ data: 1, id: 'evt_1' }));
    expect([cause, findings[0]]).toEqual(['unknown', expect.stringContaining('not as the hub writes it')]);
  });
});

describe('a wrong secret is told from all else', () => {
  it.each([
    ['quotes', `"${SECRET}"`, /quotes around it/],
    ['a line end', `${SECRET}\n`, /line end or quotes/],
    ['without its beginning', SECRET.slice(6), /lacks its beginning/],
    ['without its end', SECRET.slice(0, -1), /lacks the =/],
  ])('%s', async (_, secret, finding) => {
    expect(await diagnose({ secrets: [secret] })).toEqual({
      cause: 'secret',
      findings: [expect.stringMatching(finding)],
    });
  });

  it.each([
    ['another endpoint’s', OTHER, /most likely the secret is another one/],
    ['an API key', `wth_${'a'.repeat(32)}`, /that is an API key/],
    ['cut off', SECRET.slice(0, 30), /not copied whole/],
  ])('%s', async (_, secret, finding) => {
    const { cause, findings } = await diagnose({ secrets: [secret] });
    expect([cause, findings[0]]).toEqual(['unknown', expect.stringMatching(finding)]);
  });

  it('together with a changed body', async () => {
    const { cause, findings } = await diagnose({ secrets: [` ${SECRET}`] }, `${BODY}\n`);
    expect([cause, findings.length]).toEqual(['secret and body', 2]);
  });
});

describe('the clock', () => {
  it.each([
    ['fast, or the request is old', 301, /signed 301 s ago .* clock is fast/],
    ['slow', -301, /301 s in the future .* clock is slow/],
  ])('is told to be %s', async (_, seconds, finding) => {
    const nowMs = (SIGNED_AT + seconds) * 1000;
    expect(await diagnose({ nowMs })).toEqual({ cause: 'clock', findings: [expect.stringMatching(finding)] });
  });

  it('may differ by the tolerance', async () => {
    for (const seconds of [300, -300]) {
      expect(await diagnose({ nowMs: (SIGNED_AT + seconds) * 1000 })).toMatchObject({ cause: 'none' });
    }
  });

  it('is named beside another cause', async () => {
    const { cause, findings } = await diagnose({ nowMs: 0 }, `${BODY}\n`);
    expect([cause, findings.length]).toEqual(['body', 2]);
  });
});

describe('a header that is none', () => {
  it.each([
    ['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=', /header of Standard Webhooks/],
    [`v1=${'a'.repeat(64)}`, /no time/],
    ['t=1778146000,v1=ABC', /no whole signature/],
    ['', /no time/],
  ])('%s', async (header, finding) => {
    expect(await diagnose({ header })).toEqual({
      cause: 'header',
      findings: [expect.stringMatching(finding)],
    });
  });
});
