// The list of scenarios: filtered, grouped, and rendered as far as one has looked.

const BATCH = 120;

const NO_FILTER = { outcomes: [], vendor: '', tag: '', text: '', operation: '', status: '' };
const state = { group: 'outcome', ...NO_FILTER };

const GROUPS = {
  outcome: {
    label: 'Outcome',
    keys: (row) => [row.outcome],
    order: Object.keys(OUTCOMES),
    title: (key) => OUTCOMES[key][1],
    about: (key) => OUTCOMES[key][2],
  },
  vendor: { label: 'Vendor', keys: (row) => [row.vendor], order: Object.keys(VENDORS), title: vendorName },
  feature: {
    label: 'Feature',
    keys: (row) => [row.feature],
    title: (key) => (featureByPath.get(key) || { name: key }).name,
    about: (key) => [h('code', {}, `features/${key}`), ' ', prose((featureByPath.get(key) || {}).description || '')],
  },
  clause: {
    label: 'Clause',
    keys: (row) => (row.clauses.length ? row.clauses : ['']),
    title: (key) => (key ? key : 'Cites no clause'),
    about: (key) => clauseWords(clauseById.get(key)),
  },
};

function clauseWords(clause) {
  if (!clause) return '';
  const who = clause.party === 'vendor' ? 'kept by the vendor' : clause.party === 'integrator' ? 'kept by the integrator' : 'kept by people';
  return [prose(clause.text), ' ', h('span.quietly', {}, `${clause.source}, ${who} `), level(clause.level)];
}

let shown = { controller: undefined, order: new Map() };

function matches(row) {
  if (state.outcomes.length && !state.outcomes.includes(row.outcome)) return false;
  if (state.vendor && row.vendor !== state.vendor) return false;
  if (state.tag && !row.tags.includes(state.tag)) return false;
  if (state.operation) {
    const fits = ([operation, status]) => operation === state.operation && (!state.status || String(status) === state.status);
    if (!row.calls.some(fits)) return false;
  }
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => haystack(row).includes(word));
}

function scenariosPanel() {
  const panel = h('div.scenarios', {}, toolbar(), h('p.count', { id: 'count' }), h('div', { id: 'list' }));
  panel.addEventListener('keydown', moveFocus);
  return [panel];
}

function select(id, label, options, value, change) {
  return h('label.field', {}, h('span', {}, label), h('select', { id, onchange: (event) => change(event.target.value) },
    options.map(([key, text]) => h('option', { value: key, selected: key === value }, text))));
}

function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((one, other) => (one[0] < other[0] ? -1 : 1));
}

function toolbar() {
  const set = (name) => (value) => setFilter({ [name]: value });
  const vendors = counted(rows.map((row) => row.vendor)).map(([key, n]) => [key, `${vendorName(key)} (${n})`]);
  const tags = counted(rows.flatMap((row) => row.tags)).map(([key, n]) => [key, `@${key} (${n})`]);
  let timer;
  const search = h('input', {
    id: 'search', type: 'search', placeholder: 'id, title, clause, message', autocomplete: 'off', spellcheck: 'false',
    oninput: (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => setFilter({ text: event.target.value }), 120);
    },
  });
  return h('form.toolbar', { role: 'search', 'aria-label': 'Filter scenarios', onsubmit: (event) => event.preventDefault() },
    h('label.field.wide', {}, h('span', {}, 'Text'), search),
    select('group', 'Group by', Object.entries(GROUPS).map(([key, group]) => [key, group.label]), state.group, set('group')),
    select('vendor', 'Vendor', [['', 'all'], ...vendors], state.vendor, set('vendor')),
    select('tag', 'Tag', [['', 'all'], ...tags], state.tag, set('tag')),
    h('button', { id: 'clear', onclick: () => setFilter(NO_FILTER) }, 'Clear filters'));
}

/** Changes the filter and shows what it leaves; the address says it, so that it can be sent to somebody. */
function setFilter(change) {
  Object.assign(state, change);
  writeAddress();
  showList();
}

function filterQuery() {
  const query = new URLSearchParams();
  if (state.group !== 'outcome') query.set('group', state.group);
  if (state.outcomes.length) query.set('outcome', state.outcomes.join(','));
  for (const name of ['vendor', 'tag', 'text', 'operation', 'status']) if (state[name]) query.set(name, state[name]);
  return query.toString();
}

function readFilter(query) {
  const found = new URLSearchParams(query);
  const text = (name) => found.get(name) || '';
  Object.assign(state, {
    group: GROUPS[text('group')] ? text('group') : 'outcome',
    outcomes: text('outcome').split(',').filter((outcome) => OUTCOMES[outcome]),
    vendor: text('vendor'), tag: text('tag'), text: text('text'), operation: text('operation'), status: text('status'),
  });
}

function showList() {
  const list = byId('list');
  if (!list) return;
  for (const name of ['group', 'vendor', 'tag']) byId(name).value = state[name];
  if (byId('search').value !== state.text) byId('search').value = state.text;
  showPressedTiles();
  const found = rows.filter(matches);
  const filtered = found.length < rows.length || state.operation;
  byId('clear').hidden = !filtered;
  byId('count').replaceChildren();
  put(byId('count'), [filtered ? `${found.length.toLocaleString('en')} of ${count(rows.length, 'scenario')}` : count(rows.length, 'scenario'),
    state.operation && ` that called ${state.operation}${state.status ? ` and got ${state.status === '0' ? 'no answer' : state.status}` : ''}`]);
  say(byId('count').textContent);
  list.replaceChildren();
  const items = grouped(found);
  shown = { controller: undefined, order: new Map() };
  items.forEach((item, at) => item.row && !shown.order.has(item.row) && shown.order.set(item.row, at));
  if (items.length === 0) {
    list.append(h('p.empty', {}, 'No scenario fits these filters.'));
    return;
  }
  const firstRow = items.find((item) => item.row);
  let open;
  shown.controller = inBatches(list, items, BATCH, (item) => {
    if (item.row) {
      open.append(rowView(item.row, item === firstRow));
      return undefined;
    }
    open = h('ul.rows');
    return groupView(item, open);
  }, 'scenario');
}

function grouped(found) {
  const group = GROUPS[state.group];
  const groups = new Map();
  for (const row of found) {
    for (const key of group.keys(row)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(row);
    }
  }
  // Of the clauses those are of interest, too, that nothing judges.
  if (state.group === 'clause' && found.length === rows.length) {
    for (const clause of index.clauses) if (!groups.has(clause.id)) groups.set(clause.id, []);
  }
  let keys = [...groups.keys()];
  const place = state.group === 'clause' ? [...clauseById.keys()] : group.order;
  if (place) {
    const rank = new Map(place.map((key, at) => [key, at]));
    keys.sort((one, other) => (rank.get(one) ?? place.length) - (rank.get(other) ?? place.length));
  }
  return keys.flatMap((key) => [{ key, of: groups.get(key) }, ...groups.get(key).map((row) => ({ row }))]);
}

function groupView({ key, of }, list) {
  const group = GROUPS[state.group];
  const clause = state.group === 'clause' && clauseById.get(key);
  let none;
  if (of.length === 0) {
    none = clause.reason ? `No scenario judges it: ${clause.reason}`
      : clause.cited ? `Its ${count(clause.cited, 'scenario')} of the suite ${clause.cited === 1 ? 'was' : 'were'} not selected.` : 'No scenario cites it.';
  }
  return h(`section.group${of.length ? '' : '.bare'}`, {},
    h('div.grouphead', {}, h('h3', {}, group.title(key)), state.group !== 'outcome' && of.length > 0 && bar(of),
      of.length > 0 && h('span.quietly', {}, count(of.length, 'scenario'))),
    group.about && h('p.groupabout', {}, group.about(key)),
    none && h('p.quietly', {}, prose(none)), list);
}

/** How many of each outcome, as a bar with words for those who do not see it. */
function bar(of) {
  const tally = counted(of.map((row) => row.outcome));
  const order = Object.keys(OUTCOMES);
  tally.sort((one, other) => order.indexOf(one[0]) - order.indexOf(other[0]));
  const words = tally.map(([outcome, n]) => `${n} ${OUTCOMES[outcome][1]}`).join(', ');
  const view = h('span.bar', { role: 'img', 'aria-label': words, title: words });
  for (const [outcome, n] of tally) {
    const part = h(`span.${outcome}`);
    part.style.flexGrow = n;
    view.append(part);
  }
  return view;
}

function rowView(row, first) {
  const id = `detail-${row.at}`;
  const meta = [row.id, row.exchanges && count(row.exchanges, 'exchange'), row.duration_us && duration(row.duration_us)].filter(Boolean);
  const head = h('button.head', { 'aria-expanded': 'false', 'aria-controls': id, tabindex: first ? '0' : '-1', onclick: () => toggle(item) },
    badge(row.outcome),
    h('span.title', {}, row.name),
    row.why && h('span.why', {}, prose(row.why)),
    h('span.meta', {}, meta.join(' · ')));
  const detail = h('div.detail', { id, hidden: true });
  const item = h('li.row', { 'data-row': row.at }, h('h4', {}, head), detail);
  item.classList.toggle('wrong', ['failed', 'error', 'blocked'].includes(row.outcome));
  return item;
}

async function toggle(item, wanted) {
  const row = rows[Number(item.dataset.row)];
  const head = item.querySelector('.head');
  const detail = item.querySelector('.detail');
  const open = wanted ?? detail.hidden;
  head.setAttribute('aria-expanded', String(open));
  detail.hidden = !open;
  if (!open) {
    if (location.hash === linkTo(row.id)) writeAddress();
    return;
  }
  replaceAddress(linkTo(row.id));
  if (detail.childElementCount === 0) {
    detail.append(h('p.quietly', {}, 'Reading ...'));
    try {
      detail.replaceChildren(await scenarioView(row));
    } catch (error) {
      detail.replaceChildren(h('p.cut', {}, `This scenario cannot be shown: ${error.message}`));
    }
  }
}

/** Opens a scenario by its id, wherever in the list it is. */
async function openScenario(id) {
  const row = byScenario.get(id);
  if (!row) {
    say(`This run has no scenario ${id}`);
    return false;
  }
  if (!shown.order.has(row)) {
    Object.assign(state, NO_FILTER);
    showList();
  }
  shown.controller.showAtLeast(shown.order.get(row) + 1);
  const item = byId('list').querySelector(`[data-row="${row.at}"]`);
  await toggle(item, true);
  item.scrollIntoView({ block: 'start' });
  focusRow(item.querySelector('.head'));
  return true;
}

function focusRow(head) {
  const before = byId('list').querySelector('.head[tabindex="0"]');
  if (before) before.tabIndex = -1;
  head.tabIndex = 0;
  head.focus({ preventScroll: true });
}

/** One stop for Tab, and arrows within: 5,000 stops would be a wall. */
function moveFocus(event) {
  const head = event.target.closest('.head');
  if (!head || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    const item = head.closest('.row');
    if (head.getAttribute('aria-expanded') === 'true') toggle(item, false);
    return;
  }
  const heads = () => [...byId('list').querySelectorAll('.head')];
  const at = heads().indexOf(head);
  let to;
  if (event.key === 'ArrowDown' || event.key === 'j') to = at + 1;
  else if (event.key === 'ArrowUp' || event.key === 'k') to = at - 1;
  else if (event.key === 'Home') to = 0;
  else if (event.key === 'End') to = heads().length - 1;
  else return;
  event.preventDefault();
  while (to >= heads().length && shown.controller.hasMore()) shown.controller.step();
  const next = heads()[to];
  if (!next) return;
  focusRow(next);
  next.scrollIntoView({ block: 'nearest' });
}
