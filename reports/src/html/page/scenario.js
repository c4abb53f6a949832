// A scenario that is opened: what is wrong, its steps as the feature says them, and what was sent and received.

async function scenarioView(row) {
  const detail = row.detail ? await detailOf(row) : { profile: row.profile, steps: [], findings: [], exchanges: [] };
  const view = h('div.scenario', {}, about(row, detail));
  if (row.reason) {
    const [code, text] = row.reason;
    view.append(h('section.reason', {}, h('h5', {}, 'Reason'), h('p', {}, prose(text), ' ', h('code', {}, code))));
  } else if (row.outcome === 'not_run') {
    view.append(h('p', {}, row.why));
  }
  if (detail.findings.length) {
    const order = ['failure', 'warning', 'note'];
    const sorted = [...detail.findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
    view.append(h('section', {}, h('h5', {}, count(detail.findings.length, 'finding')),
      sorted.map((finding) => findingView(finding, view))));
  }
  if (row.clauses.length) view.append(clausesView(row, detail));
  if (detail.steps.length) view.append(stepsView(row, detail));
  const own = (await chains()).filter((chain) => chain.scenario === row.id);
  if (own.length) view.append(h('section', {}, h('h5', {}, 'Retries'), own.map((chain) => chainView(chain, false))));
  if (detail.notes) view.append(h('section', {}, h('h5', {}, 'Notes'), h('ul', {}, detail.notes.map((note) => h('li', {}, prose(note))))));
  return view;
}

function about(row, detail) {
  const link = new URL(location.href);
  link.hash = linkTo(row.id);
  const list = [['Id', h('code', {}, row.id)], ['Feature', h('code', {}, place(row))]];
  if (row.rule) list.push(['Rule', row.rule]);
  list.push(['Profile', prose(detail.profile)], ['Judges', row.party === 'vendor' ? `the vendor (${vendorName(row.vendor)})` : 'the integrator']);
  if (row.tags.length) list.push(['Tags', row.tags.map((tag) => h('span.tag', {}, `@${tag}`))]);
  return h('div.about', {}, factsView(list), copyButton('Copy link', () => link.href));
}

function findingView(finding, view) {
  const list = [['Expected', prose(finding.expected)], ['Actual', prose(finding.actual)]];
  if (finding.place) {
    const jump = finding.exchange !== undefined && h('button.link', { onclick: () => showExchange(view, finding.exchange) }, finding.place);
    list.push(['Where', jump || finding.place]);
  }
  list.push(['Known as', level(finding.level)]);
  list.push(['Rule', [h('code', {}, finding.rule), finding.schema && [' ', h('code', {}, finding.schema)],
    finding.keyword && [' keyword ', h('code', {}, finding.keyword)]]]);
  if (finding.clauses.length) list.push(['Clauses', finding.clauses.join(', ')]);
  if (finding.waiver) list.push(['Waiver', prose(finding.waiver)]);
  return h(`div.finding.${finding.severity}`, {},
    h('p.findinghead', {}, h(`span.flag.${finding.waiver ? 'note' : finding.severity}`, {}, finding.waiver ? `waived ${finding.severity}` : finding.severity), ' ', prose(finding.message)), factsView(list));
}

async function showExchange(view, id) {
  const exchange = view.querySelector(`details[data-exchange="${Number(id)}"]`);
  if (!exchange) return;
  exchange.open = true;
  await exchange.load();
  const target = exchange.querySelector('.hit') || exchange;
  target.scrollIntoView({ block: 'center' });
  exchange.querySelector('summary').focus({ preventScroll: true });
}

function clausesView(row, detail) {
  const ids = [...new Set(row.clauses.concat(detail.findings.flatMap((finding) => finding.clauses)))];
  return h('section', {}, h('h5', {}, 'What the guide says'), h('dl.clauses', {}, ids.map((id) => {
    const clause = clauseById.get(id);
    const words = clause
      ? [prose(clause.text), ' ', h('span.quietly', {}, clause.source, ' '), level(clause.level)]
      : '(its words are not in the record)';
    return h('div', {}, h('dt', {}, id), h('dd', {}, words));
  })));
}

const STEPS = { passed: ['✓', 'passed'], failed: ['✕', 'ended here'], not_reached: ['·', 'not reached'] };

function stepsView(row, detail) {
  const cited = new Set(detail.findings.map((finding) => finding.exchange));
  // Where nothing is cited and all is not well, the last exchange is what a reader wants.
  if (row.outcome !== 'passed' && !detail.exchanges.some((call) => cited.has(call.id)) && detail.exchanges.length) {
    cited.add(detail.exchanges[detail.exchanges.length - 1].id);
  }
  const open = (call) => row.outcome !== 'passed' && cited.has(call.id);
  const views = (calls) => calls.map((call) => exchangeView(call, detail.findings, open(call)));
  const steps = detail.steps.map((step, at) => {
    const [sign, word] = STEPS[step.status];
    const where = step.definition ? `${step.definition.path}:${step.definition.line}` : '';
    return h(`li.step.${step.status}`, {},
      h('p', { title: where }, h('span.sign', { 'aria-hidden': 'true' }, sign), h('strong', {}, step.keyword), ' ', step.text,
        h('span.unseen', {}, ` (${word})`), step.background && h('span.quietly', {}, ' (background)')),
      step.table && tableView(step.table),
      step.docstring !== undefined && scrollable(h('pre', {}, step.docstring), 'Text of the step'),
      step.message && h('p.message-line', {}, prose(step.message)),
      views(detail.exchanges.filter((call) => call.step === at)));
  });
  const loose = detail.exchanges.filter((call) => call.step === undefined);
  return h('section', {}, h('h5', {}, 'Steps and exchanges'), h('ol.steps', {}, steps), views(loose),
    detail.exchanges_cut && h('p.cut', {}, `${count(detail.exchanges_cut, 'exchange is', 'exchanges are')} left out of this page; run.json has all.`));
}

function tableView(table) {
  return scrollable(h('div.scroll', {}, h('table.step', {}, h('tbody', {}, table.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, cell))))))), 'Table of the step');
}
