// The smaller sheets: the go-live checklist, the waivers, and the run itself.

const LINES = {
  proved: ['✓', 'proved', 'passed'],
  shown_on_embedded_integrator: ['○', 'shown on the embedded integrator', 'waived'],
  to_attest: ['✎', 'to attest', 'warned'],
  open: ['✕', 'open', 'failed'],
};

function checklistPanel() {
  if (index.checklists.length === 0) return [h('p.empty', {}, 'The guides of this run have no checklist that it could speak about.')];
  return index.checklists.map((list) => h('section.group', {},
    h('div.grouphead', {}, h('h3', {}, `${vendorName(list.vendor)}: ${list.title}`), h('span.quietly', {}, list.source)),
    h('ol.checklist', {}, list.lines.map(checklistLine))));
}

function checklistLine(line) {
  const [sign, word, tone] = LINES[line.status];
  const links = line.scenarios.map((id, at) => [at > 0 && ', ', byScenario.has(id) ? h('a', { href: linkTo(id) }, id) : id]);
  return h('li', { value: line.number },
    h('p', {}, h(`span.badge.${tone}`, {}, h('span', { 'aria-hidden': 'true' }, sign), ' ', word), ' ', prose(line.text)),
    line.subject && h('p.quietly', {}, `By: ${line.subject}`),
    line.attest && h('p', {}, h('strong', {}, 'To confirm: '), prose(line.attest)),
    line.reason && h('p', {}, h('strong', {}, 'Why it is open: '), prose(line.reason)),
    line.clauses.length > 0 && h('p.quietly', {}, `Clauses: ${line.clauses.join(', ')}`),
    line.scenarios.length > 0 && h('details', {}, h('summary', {}, `Passed: ${count(line.scenarios.length, 'scenario')}`), h('p', {}, links)));
}

const waivedRows = () => rows.filter((row) => row.outcome === 'waived' || (row.reason && row.reason[0].startsWith('waive')));

function waiversPanel() {
  const found = waivedRows();
  const given = givenWaivers();
  if (found.length === 0) return [h('p.empty', {}, 'Nothing in this run is waived.'), ...given];
  return [h('p.intro', {}, 'A waived finding is known and accepted until the day that its waiver says. It does not fail the run.'),
    scrollable(h('div.scroll', {}, h('table.sheet', {},
      h('thead', {}, h('tr', {}, ['Scenario', 'Vendor', 'Profile', 'Reason'].map((word) => h('th', { scope: 'col' }, word)))),
      h('tbody', {}, found.map((row) => h('tr', {},
        h('td', {}, badge(row.outcome), ' ', h('a', { href: linkTo(row.id) }, row.name)), h('td', {}, vendorName(row.vendor)),
        h('td', {}, row.profile), h('td', {}, prose(row.reason ? row.reason[1] : row.why || ''))))))), 'Waived scenarios'), ...given];
}

// The waivers that the run was given, the stale ones first.
function givenWaivers() {
  const waivers = [...index.waivers].sort((a, b) => b.stale - a.stale);
  if (waivers.length === 0) return [];
  const row = (waiver) => h('tr', {},
    h('td', {}, h(`span.badge.${waiver.stale ? 'failed' : 'passed'}`, {}, waiver.state), waiver.advice && [' ', waiver.advice]),
    h('td', {}, byScenario.has(waiver.scenario) ? h('a', { href: linkTo(waiver.scenario) }, waiver.scenario) : waiver.scenario),
    h('td', {}, waiver.profile), h('td', {}, waiver.subject), h('td', {}, prose(waiver.reason)), h('td', {}, waiver.owner),
    h('td', {}, waiver.created), h('td', {}, waiver.expires), h('td', {}, waiver.findings));
  return [h('h3', {}, 'The waivers of this run'), scrollable(h('div.scroll', {}, h('table.sheet', {},
    h('thead', {}, h('tr', {}, ['State', 'Scenario', 'Profile', 'About', 'Reason', 'Owner', 'Created', 'Expires', 'Findings'].map((word) => h('th', { scope: 'col' }, word)))),
    h('tbody', {}, waivers.map(row)))), 'The waivers of this run')];
}

function runPanel() {
  const run = index.run;
  const list = [['Run', h('code', {}, run.id)], ['Started', run.started_at], ['Finished', run.finished_at || 'never'],
    ['Took', duration(run.duration_ms * 1000)], ['Complete', run.complete ? 'yes' : `no${run.incomplete_reason ? `: ${run.incomplete_reason}` : ''}`],
    ['Program', `${run.program.name} ${run.program.version}`], ['Arguments', h('code', {}, run.arguments.join(' '))],
    ['Jobs', run.jobs], ['Seed', run.seed === 0 ? '0 (the order of the files)' : run.seed], ['Exit code', index.summary.exit_code],
    ['Selected', index.summary.selected], ['Judged', index.summary.judged]];
  const profiles = index.profiles.map((profile) => h('tr', {},
    h('td', {}, profile.name), h('td', {}, vendorName(profile.vendor)), h('td', {}, profile.target),
    h('td', {}, h('code', {}, profile.base_url)), h('td', {}, profile.capabilities.join(', ') || '-'),
    h('td', {}, [profile.fault && `simulator: ${profile.fault}`, profile.integrator_fault && `integrator: ${profile.integrator_fault}`].filter(Boolean).join('; ') || '-')));
  return [factsView(list), h('h3', {}, 'Profiles'), scrollable(h('div.scroll', {}, h('table.sheet', {},
    h('thead', {}, h('tr', {}, ['Name', 'Vendor', 'Target', 'Where', 'Capabilities', 'Fault'].map((word) => h('th', { scope: 'col' }, word)))),
    h('tbody', {}, profiles))), 'Profiles'), ...driftView()];
}

const DRIFTS = {
  unknown_member: ['warned', 'a member that no schema names'],
  unknown_value: ['warned', 'a value that no schema names'],
  never_seen: ['not_applicable', 'documented, and no answer had it'],
};

// In what answers and documents differ; it judges nothing.
function driftView() {
  if (index.drift.length === 0) return [];
  const row = (drift) => {
    const [tone, words] = DRIFTS[drift.kind];
    return h('tr', {}, h('td', {}, h(`span.badge.${tone}`, {}, words)), h('td', {}, drift.operation), h('td', {}, drift.status),
      h('td', {}, h('code', {}, drift.pointer), drift.value && [' ', prose(drift.value)]), h('td', {}, h('code', {}, drift.schema)), h('td', {}, drift.answers),
      h('td', {}, (drift.scenarios || []).map((id, at) => [at > 0 && ', ', byScenario.has(id) ? h('a', { href: linkTo(id) }, id) : id])));
  };
  return [h('h3', {}, 'Drift'), h('p.intro', {}, 'Where the answers of this run and the documents differ. It judges nothing by itself.'),
    scrollable(h('div.scroll', {}, h('table.sheet', {},
      h('thead', {}, h('tr', {}, ['What', 'Operation', 'Status', 'Where', 'Schema', 'Answers', 'Scenarios'].map((word) => h('th', { scope: 'col' }, word)))),
      h('tbody', {}, index.drift.map(row)))), 'Drift')];
}
