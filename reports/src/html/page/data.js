// The data of the report: blocks of JSON, deflated and in base64, each unpacked when something of it is opened.

const OUTCOMES = {
  failed: ['✕', 'failed', 'It does not do what the guide says.'],
  error: ['‼', 'error', 'It could not be judged.'],
  blocked: ['⊘', 'blocked', 'A set-up step could not reach its state.'],
  not_run: ['…', 'never started', 'It was selected, and the run ended before.'],
  warned: ['!', 'warned', 'Only findings below the failing level.'],
  waived: ['~', 'waived', 'Its failing findings are waived.'],
  not_applicable: ['–', 'not applicable', 'The profile lacks what it needs.'],
  passed: ['✓', 'passed', 'Nothing was found.'],
};

const VENDORS = { oscar: 'Oscar', osigu: 'Osigu', ideon: 'Ideon' };
const vendorName = (vendor) => VENDORS[vendor] || vendor;

/** Set once, before anything is shown. */
let index;
/** Scenarios that ran, then those that never did. */
let rows = [];
let byScenario = new Map();
let clauseById = new Map();
let featureByPath = new Map();

const loaded = new Promise((done) => {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', done);
  else done();
});

const blocks = new Map();

/** The value of a block; kept, since neighbours are often opened next. */
function block(name) {
  if (!blocks.has(name)) blocks.set(name, read(name));
  return blocks.get(name);
}

async function read(name) {
  const find = () => document.querySelector(`script[data-block="${name}"]`);
  if (!find()) await loaded;
  const element = find();
  if (!element) throw new Error(`the file has no block ${name}; it is not whole`);
  const packed = atob(element.textContent);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

async function detailOf(row) {
  const [nth, at] = row.detail;
  return (await block(`details-${nth}`))[at];
}

/** The text of a body; empty where the page has none of it. */
async function bodyText(body) {
  if (!body || !body.at) return '';
  const [nth, at] = body.at;
  return (await block(`bodies-${nth}`))[at];
}

async function readIndex() {
  index = await block('index');
  const never = index.not_run.map((head) => ({
    ...head,
    outcome: 'not_run',
    why: index.not_run_reason,
    duration_us: 0,
    calls: [],
    exchanges: 0,
  }));
  rows = index.scenarios.concat(never);
  rows.forEach((row, at) => (row.at = at));
  byScenario = new Map(rows.map((row) => [row.id, row]));
  clauseById = new Map(index.clauses.map((clause) => [clause.id, clause]));
  featureByPath = new Map(index.features.map((feature) => [feature.path, feature]));
}

/** What the text filter looks through; made when first needed. */
function haystack(row) {
  if (row.haystack === undefined) {
    const feature = featureByPath.get(row.feature);
    const parts = [row.id, row.name, row.why, row.rule, row.feature, feature && feature.name, row.profile];
    row.haystack = parts.concat(row.tags, row.clauses).filter(Boolean).join('\n').toLowerCase();
  }
  return row.haystack;
}

const place = (row) => `features/${row.feature}:${row.line}`;
const linkTo = (id) => `#${encodeURIComponent(id)}`;

function badge(outcome, text) {
  const [sign, word] = OUTCOMES[outcome];
  return h(`span.badge.${outcome}`, {}, h('span', { 'aria-hidden': 'true' }, sign), ' ', text || word);
}

function level(word) {
  return h(`span.level.${word}`, { title: LEVELS[word] }, word);
}

const LEVELS = {
  documented: "Stated in the vendor's own current document.",
  draft: 'Stated in an official but older or secondary publication.',
  inferred: 'Follows from stated facts.',
  assumed: 'Stated nowhere: a guess.',
};
