/** The address in the pages' examples: what `npm start` listens on. */
const EXAMPLE_ADDRESS = 'http://localhost:4000';

/** Examples name the hub that serves the page, so that a pasted line reaches the reader's own hub. */
function nameOwnAddress(root: ParentNode): void {
  const own = location.origin;
  if (own === EXAMPLE_ADDRESS) return;
  for (const code of root.querySelectorAll('code')) replaceInTexts(code, own);
  for (const button of root.querySelectorAll<HTMLElement>('[data-code]')) {
    button.dataset.code = button.dataset.code!.replaceAll(EXAMPLE_ADDRESS, own);
  }
}

/** Text by text: the highlighter's elements around them stay. */
function replaceInTexts(element: Element, own: string): void {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    text.nodeValue = text.nodeValue!.replaceAll(EXAMPLE_ADDRESS, own);
  }
}

nameOwnAddress(document);
