import { expect, test } from 'vitest';
import { formatTraceparent, parseTraceparent } from '../../src/domain/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

test.for([
  [`00-${TRACE}-${SPAN}-01`, true],
  [`00-${TRACE}-${SPAN}-00`, false],
  [`00-${TRACE}-${SPAN}-03`, true],
  // Of a later version only the first four fields are known.
  [`cc-${TRACE}-${SPAN}-01-what-the-future-brings`, true],
] as const)('%s names its trace, its span and whether it is recorded', ([text, isSampled]) => {
  expect(parseTraceparent(text)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled });
});

test.for([
  '',
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE}-${SPAN}-01-more`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.slice(1)}-${SPAN}-01`,
  ` 00-${TRACE}-${SPAN}-01`,
])('%j names nothing', (text) => {
  expect(parseTraceparent(text)).toBeNull();
});

test('what is written is read back', () => {
  for (const isSampled of [true, false]) {
    const context = { traceId: TRACE, spanId: SPAN, isSampled };
    expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
  }
});
