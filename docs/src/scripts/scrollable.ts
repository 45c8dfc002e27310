/** What scrolls inside its own frame can be scrolled with the keyboard, too; what fits is no stop of the Tab key. */
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

for (const element of document.querySelectorAll('table, pre')) observer.observe(element);
