/** The address in the pages' examples: what `npm start` listens on. */
const EXAMPLE_ADDRESS = 'http://localhost:4000';
/** With another digit it is another port. */
const EXAMPLE = /http:\/\/localhost:4000(?!\d)/g;

/**
 * Examples name the hub that serves the page, so that a pasted line reaches the reader's own hub. What the text says of
 * the address, such as that it is a default, stays true and stays.
 */
function nameOwnAddress(own: string): void {
  for (const code of document.querySelectorAll('pre .ec-line .code')) replaceText(code, own);
  for (const button of document.querySelectorAll<HTMLElement>('[data-code]')) {
    button.dataset.code = button.dataset.code!.replaceAll(EXAMPLE, own);
  }
}

/** The highlighter may have cut the address into several elements. */
function replaceText(element: Element, own: string): void {
  for (let at = find(element); at >= 0; at = find(element)) {
    const range = document.createRange();
    range.setStart(...placeOf(element, at + 1, 1));
    range.setEnd(...placeOf(element, at + EXAMPLE_ADDRESS.length, 0));
    range.deleteContents();
    range.insertNode(document.createTextNode(own));
  }
}

const find = (element: Element): number => element.textContent.search(EXAMPLE);

/** Where the text's `count`th character stands, counted from 1, minus `back`, as text node and offset. */
function placeOf(element: Element, count: number, back: 0 | 1): [Node, number] {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const { length } = text.nodeValue!;
    if (count <= before + length) return [text, count - before - back];
    before += length;
  }
  throw new RangeError(`the element has only ${before} characters`);
}

// Otherwise replacing would go on for ever.
if (location.origin !== EXAMPLE_ADDRESS) nameOwnAddress(location.origin);
