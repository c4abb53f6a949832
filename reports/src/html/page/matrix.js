// Operations x statuses: what the guide documents, and what of it this run has exercised.

const CELLS = {
  ok: ['✓', 'exercised, nothing found'],
  note: ['i', 'exercised, with notes'],
  warning: ['!', 'exercised, with warnings'],
  failure: ['✕', 'exercised, with failures'],
  todo: ['–', 'documented, not exercised'],
  extra: ['?', 'seen, not documented'],
  silent: ['∅', 'no answer came'],
};

function matrixPanel() {
  const vendors = Object.keys(VENDORS).filter((vendor) => rows.some((row) => row.vendor === vendor) || index.catalogue.some((row) => row.vendor === vendor));
  const legend = h('ul.legend', {}, Object.entries(CELLS).map(([key, [sign, words]]) =>
    h('li', {}, h(`span.cell.${key}`, { 'aria-hidden': 'true' }, sign), ' ', words)));
  const intro = h('p.intro', {}, 'Each number counts the calls that were answered so; choose one to see its scenarios. A word below the number says how the ' +
    'status is known where the current guide does not state it.');
  return [intro, legend, vendors.map(vendorMatrix)];
}

function vendorMatrix(vendor) {
  const operations = new Map();
  const statuses = new Set();
  const operation = (name, facts) => {
    if (!operations.has(name)) operations.set(name, { name, cells: new Map(), ...facts });
    return operations.get(name);
  };
  for (const row of index.catalogue.filter((row) => row.vendor === vendor)) {
    const found = operation(row.operation, { method: row.method, path: row.path, path_level: row.path_level });
    statuses.add(row.status);
    // One status with two media types is one cell.
    if (!found.cells.has(row.status)) found.cells.set(row.status, { documented: row.status_level, count: 0, worst: 0 });
  }
  for (const row of rows.filter((row) => row.vendor === vendor)) {
    for (const [name, status, n, worst] of row.calls) {
      const found = operation(name, {});
      statuses.add(status);
      if (!found.cells.has(status)) found.cells.set(status, { count: 0, worst: 0 });
      const cell = found.cells.get(status);
      cell.count += n;
      cell.worst = Math.max(cell.worst, worst);
    }
  }
  // No answer at all stands at the end.
  const columns = [...statuses].sort((one, other) => (one || 1000) - (other || 1000));
  const cells = [...operations.values()].flatMap((found) => [...found.cells.values()]).filter((cell) => cell.documented);
  const exercised = cells.filter((cell) => cell.count > 0).length;
  const table = h('table.matrix', {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Operation'), columns.map((status) => h('th', { scope: 'col' }, status || 'no answer')))),
    h('tbody', {}, [...operations.values()].map((found) => h('tr', {}, operationView(found),
      columns.map((status) => h('td', {}, cellView(vendor, found, status, found.cells.get(status))))))));
  return h('section.group', {},
    h('div.grouphead', {}, h('h3', {}, vendorName(vendor)),
      h('span.quietly', {}, `${exercised} of ${count(cells.length, 'documented status', 'documented statuses')} of ${count(operations.size, 'operation')} exercised`)),
    scrollable(h('div.scroll', {}, table), `Operations and statuses of ${vendorName(vendor)}`), notCallable(vendor));
}

/** What the documents name and nobody can call stands below, with the reason. */
function notCallable(vendor) {
  const found = index.not_callable.filter((operation) => operation.vendor === vendor);
  return found.length > 0 && [h('p.intro', {}, 'Named in the documents, and too little is known to call it:'),
    h('dl.clauses', {}, found.map((one) => h('div', {}, h('dt', {}, one.operation), h('dd', {}, prose(one.title), ': ', prose(one.reason)))))];
}

function operationView(found) {
  return h('th', { scope: 'row' },
    h('span.opname', {}, found.name), found.path_level && found.path_level !== 'documented' && [' ', level(found.path_level)],
    h('span.oppath', {}, found.path ? `${found.method} ${found.path}` : 'not in the catalogue'));
}

function cellView(vendor, found, status, cell) {
  if (!cell) return '';
  const kind = cell.count === 0 ? 'todo' : ['', 'note', 'warning', 'failure'][cell.worst] || (cell.documented ? 'ok' : status ? 'extra' : 'silent');
  const [sign, words] = CELLS[kind];
  const weak = cell.documented && cell.documented !== 'documented' ? cell.documented : '';
  const label = `${found.name} ${status || 'no answer'}: ${words}${cell.count ? `, ${count(cell.count, 'call')}` : ''}${weak ? `, ${weak}` : ''}`;
  const inner = [h('span', { 'aria-hidden': 'true' }, sign, cell.count ? ` ${cell.count.toLocaleString('en')}` : ''),
    weak && h('span.weak', { 'aria-hidden': 'true' }, weak)];
  if (cell.count === 0) return h(`span.cell.${kind}`, { title: label }, inner, h('span.unseen', {}, label));
  return h(`button.cell.${kind}`, {
    title: label, 'aria-label': label,
    onclick: () => go('scenarios', { ...NO_FILTER, vendor, operation: found.name, status: String(status) }),
  }, inner);
}
