// The frame: summary, tabs, addresses, theme, keys.

const TABS = {
  scenarios: { label: 'Scenarios', number: () => rows.length, make: scenariosPanel },
  matrix: { label: 'Operations', make: matrixPanel },
  retries: { label: 'Retries', number: () => index.chains, make: retriesPanel },
  checklist: { label: 'Checklist', make: checklistPanel },
  waivers: { label: 'Waivers', number: () => waivedRows().length, make: waiversPanel },
  run: { label: 'This run', make: runPanel },
};

const VERDICTS = {
  0: ['Conforms', 'passed'],
  1: ['Does not conform', 'failed'],
  4: ['Nothing was judged', 'error'],
  5: ['Could not judge everything', 'error'],
};

let tab = 'scenarios';
const made = new Set();

function verdict() {
  const { exit_code: code } = index.summary;
  const [words, tone] = VERDICTS[code] || [`Ended with exit code ${code}`, 'error'];
  // An incomplete run is no conformity.
  return index.problem && code === 0 ? ['Not complete', 'error'] : [words, tone];
}

function showSummary() {
  const [words, tone] = verdict();
  document.title = `${words}: Covenant report`;
  const { outcomes, selected, judged, exit_code: code } = index.summary;
  const faults = (profile) => [profile.fault && `, fault ${profile.fault}`, profile.integrator_fault && `, integrator with fault ${profile.integrator_fault}`];
  const targets = index.profiles.map((profile) => `${vendorName(profile.vendor)} (${[profile.name, ...faults(profile)].filter(Boolean).join('')})`).join(', ');
  const started = index.run.started_at.replace('T', ' ').replace(/\.\d+/, '').replace('Z', ' UTC');
  const counts = { ...outcomes, not_run: index.not_run.length };
  const tiles = Object.entries(OUTCOMES).filter(([key]) => counts[key] > 0 || key === 'failed' || key === 'passed').map(([key, [sign, word, about]]) =>
    h('li', {}, h(`button.tile.${key}`, { 'aria-pressed': 'false', 'data-outcome': key, title: about, disabled: counts[key] === 0, onclick: () => toggleOutcome(key) },
      h('span.number', {}, counts[key].toLocaleString('en')),
      h('span.word', {}, h('span', { 'aria-hidden': 'true' }, `${sign} `), word))));
  const summary = h('section.summary', { 'aria-label': 'Summary' },
    h(`div.verdict.${tone}`, {}, h('h1', {}, words),
      h('p', {}, `${count(selected, 'scenario')} selected, ${judged.toLocaleString('en')} judged, exit code ${code}`)),
    index.problem && h('p.problem', {}, h('strong', {}, 'Attention: '), prose(index.problem)),
    h('p.quietly', {}, [targets, started, duration(index.run.duration_ms * 1000), `run ${index.run.id}`].filter(Boolean).join(' · ')),
    h('ul.tiles', {}, tiles), vendorsView());
  byId('summary').replaceWith(summary);
}

function vendorsView() {
  const vendors = Object.keys(VENDORS).filter((vendor) => rows.some((row) => row.vendor === vendor));
  return h('ul.vendors', {}, vendors.map((vendor) => {
    const of = rows.filter((row) => row.vendor === vendor);
    return h('li', {}, h('button.link', { onclick: () => go('scenarios', { ...NO_FILTER, vendor }) }, vendorName(vendor)), bar(of),
      h('span.quietly', {}, counted(of.map((row) => row.outcome)).map(([outcome, n]) => `${n} ${OUTCOMES[outcome][1]}`).join(', ')));
  }));
}

function toggleOutcome(outcome) {
  const outcomes = state.outcomes.includes(outcome) ? state.outcomes.filter((one) => one !== outcome) : [...state.outcomes, outcome];
  go('scenarios', { outcomes });
}

function showPressedTiles() {
  for (const tile of document.querySelectorAll('.tile')) {
    tile.setAttribute('aria-pressed', String(state.outcomes.includes(tile.dataset.outcome)));
  }
}

function showTabs() {
  const list = h('div.tabs', { role: 'tablist', 'aria-label': 'Views' }, Object.entries(TABS).map(([key, { label, number }]) =>
    h('button.tab', {
      role: 'tab', id: `tab-${key}`, 'aria-controls': `panel-${key}`, 'aria-selected': 'false', tabindex: '-1',
      onclick: () => go(key), onkeydown: moveTab,
    }, label, number && h('span.many', {}, number().toLocaleString('en')))));
  const panels = Object.entries(TABS).map(([key, { label }]) =>
    h('div.panel', { role: 'tabpanel', id: `panel-${key}`, 'aria-labelledby': `tab-${key}`, hidden: true }, h('h2.unseen', {}, label)));
  byId('main').replaceChildren(list, ...panels);
}

function moveTab(event) {
  const keys = Object.keys(TABS);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const to = event.key === 'Home' ? 0 : event.key === 'End' ? keys.length - 1 : step && (keys.indexOf(tab) + step + keys.length) % keys.length;
  if (to === undefined) return;
  event.preventDefault();
  go(keys[to]);
  byId(`tab-${keys[to]}`).focus();
}

async function showTab(key) {
  tab = key;
  for (const name of Object.keys(TABS)) {
    byId(`tab-${name}`).setAttribute('aria-selected', String(name === key));
    byId(`tab-${name}`).tabIndex = name === key ? 0 : -1;
    byId(`panel-${name}`).hidden = name !== key;
  }
  if (!made.has(key)) {
    made.add(key);
    put(byId(`panel-${key}`), await TABS[key].make());
  }
}

/** Goes to a view, perhaps with another filter. */
async function go(key, filter) {
  if (filter) Object.assign(state, filter);
  await showTab(key);
  writeAddress();
  if (key === 'scenarios') showList();
}

function replaceAddress(hash) {
  try {
    history.replaceState(null, '', hash || '#');
  } catch {
    // Some browsers forbid it for files; the page works without.
  }
}

function writeAddress() {
  const query = tab === 'scenarios' ? filterQuery() : '';
  replaceAddress(`#/${tab}${query ? `?${query}` : ''}`);
}

/** Shows what the address names: a view with its filter, or a scenario by its id. */
async function follow() {
  const hash = location.hash.slice(1);
  const view = /^\/([a-z]+)(?:\?(.*))?$/.exec(hash);
  if (hash === 'main') return;
  if (view && TABS[view[1]]) {
    readFilter(view[2] || '');
    await showTab(view[1]);
    showList();
    return;
  }
  await showTab('scenarios');
  showList();
  if (hash) await openScenario(decode(hash));
}

function decode(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function themes() {
  const words = { auto: 'automatic', light: 'light', dark: 'dark' };
  const names = Object.keys(words);
  const button = byId('theme');
  const set = (name) => {
    document.documentElement.dataset.theme = name;
    button.textContent = `Theme: ${words[name]}`;
  };
  let kept = 'auto';
  try {
    kept = localStorage.getItem('covenant-theme') || kept;
  } catch {
    // Pages from disk may have no storage.
  }
  set(words[kept] ? kept : 'auto');
  button.addEventListener('click', () => {
    const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
    set(next);
    try {
      localStorage.setItem('covenant-theme', next);
    } catch {
      // As above.
    }
  });
}

function keys(event) {
  const writing = event.target.closest('input, select, textarea');
  if (event.key === '/' && !writing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    go('scenarios').then(() => byId('search').focus());
  } else if (event.key === 'Escape' && event.target.id === 'search') {
    setFilter({ text: '' });
  }
}

async function start() {
  byId('loading').hidden = false;
  themes();
  try {
    if (typeof DecompressionStream === 'undefined') throw new Error('this browser is too old to unpack it');
    await readIndex();
  } catch (error) {
    byId('main').replaceChildren(h('h1', {}, 'This report cannot be shown'), h('p', {}, `${error.message}; run.json has the same results.`));
    return;
  }
  showSummary();
  showTabs();
  document.addEventListener('keydown', keys);
  addEventListener('hashchange', follow);
  await follow();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

start();
