'use strict';
// Shows only what has all the words that were typed. Without a script everything is shown, and the browser's search does it.
(() => {
  const box = document.getElementById('search');
  const found = document.getElementById('found');
  const entries = [...document.querySelectorAll('article, .statements tbody tr')]
    .map((element) => ({ element, text: element.textContent.toLowerCase() }));
  // What holds entries is shown as long as one of them is.
  const holders = [...document.querySelectorAll('.rule, .feature, .area')];
  const show = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let scenarios = 0;
    let statements = 0;
    for (const { element, text } of entries) {
      const fits = words.every((word) => text.includes(word));
      element.hidden = !fits;
      if (fits && element.matches('article')) scenarios += 1;
      if (fits && element.matches('tr')) statements += 1;
    }
    for (const holder of holders) holder.hidden = holder.querySelector('article:not([hidden])') === null;
    const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
    found.textContent = words.length === 0 ? ''
      : `${count(scenarios, 'scenario', 'scenarios')} and ${count(statements, 'statement', 'statements')} found`;
  };
  // A link may lead to what the search has hidden.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest('[hidden]')) {
      box.value = '';
      show();
      target.scrollIntoView();
    }
  };
  box.addEventListener('input', show);
  addEventListener('hashchange', reveal);
  addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== box) { event.preventDefault(); box.focus(); }
    if (event.key === 'Escape' && document.activeElement === box) { box.value = ''; show(); }
  });
  show();
})();
