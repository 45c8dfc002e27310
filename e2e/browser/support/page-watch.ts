import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The browser reports every refused call by itself; a refusal is an answer, not a fault of the page. */
const REFUSED_CALL = /^Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * Notes everything a page complains about: console errors and warnings of the policy, uncaught exceptions,
 * answers of 5xx.
 * @returns an assertion that there was nothing
 */
export function watchPage(page: Page): () => void {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !REFUSED_CALL.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  return () => expect(complaints, 'what the page complained about').toEqual([]);
}
