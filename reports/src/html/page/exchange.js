// One exchange: request, answer, timings, and the command that repeats it. Rendered when it is opened.

const BODY_IN_CURL = "'\u0001'";

function exchangeView(call, findings, openAtOnce) {
  const about = findings.filter((finding) => finding.exchange === call.id);
  const worst = ['failure', 'warning', 'note'].find((word) => about.some((finding) => finding.severity === word));
  const status = call.status === undefined ? 'no answer' : call.status;
  const tone = call.status === undefined ? 'none' : `s${Math.floor(call.status / 100)}`;
  const facts = [];
  if (call.sender === 'integrator') facts.push('sent by the integrator');
  if (call.sender === 'vendor') facts.push('webhook delivered to us');
  if (call.attempt > 1) facts.push(`attempt ${call.attempt}`);
  if (call.intent === 'invalid') facts.push('wrong on purpose');
  const summary = h('summary', {},
    h('span.nth', {}, `#${call.id}`),
    h('span.method', {}, call.method),
    h('span.path', {}, pathOf(call.url)),
    h(`span.status.${tone}`, {}, status),
    h('span.quietly', {}, [duration(call.timing.total_us), ...facts].join(' · ')),
    worst && h(`span.flag.${worst}`, {}, count(about.length, 'finding')));
  const inner = h('div.inner');
  const view = h('details.exchange', { 'data-exchange': call.id, class: `exchange ${worst || ''}` }, summary, inner);
  const load = async () => {
    if (view.dataset.filled) return;
    view.dataset.filled = 'yes';
    inner.append(...(await parts(call, about)));
  };
  view.addEventListener('toggle', () => view.open && load());
  if (openAtOnce) view.open = true;
  view.load = load;
  return view;
}

function pathOf(url) {
  const found = /^[a-z]+:\/\/[^/?]*(.*)$/i.exec(url);
  return found ? found[1] || '/' : url;
}

async function parts(call, about) {
  const marks = (inRequest) =>
    about.filter((finding) => finding.pointer !== undefined && Boolean(finding.in_request) === inRequest);
  const request = h('section.message', {}, h('h6', {}, 'Request'),
    h('p.start', {}, h('strong', {}, call.method), ' ', call.url), headersView(call.request.headers, 'Headers of the request'));
  if (call.request.body) put(request, await bodyView('Body of the request', call.request.body, marks(true)));
  const answer = h('section.message', {}, h('h6', {}, 'Answer'));
  if (call.response) {
    put(answer, [h('p.start', {}, call.version, ' ', h('strong', {}, call.status)),
      headersView(call.response.headers, 'Headers of the answer')]);
    put(answer, await bodyView('Body of the answer', call.response.body, marks(false)));
  } else {
    const [message, advice] = call.no_answer;
    put(answer, [h('p.start', {}, h('strong', {}, 'none: '), message), h('p', {}, advice)]);
  }
  return [facts(call), request, answer, await curlView(call)].filter(Boolean);
}

function facts(call) {
  const timing = call.timing;
  const list = [['Sent', `${duration(timing.started_us)} after the start of the run`],
    ['Scenario clock', `${(timing.clock_ms / 1000).toFixed(3)} s`]];
  if (timing.head_us !== undefined) list.push(['Head of the answer', `after ${duration(timing.head_us)}`]);
  list.push(['Over', `after ${duration(timing.total_us)}`]);
  if (call.operation) list.push(['Operation', call.operation]);
  for (const guess of call.rests_on || []) list.push(['Rests on', `${guess.what} (${guess.level})`]);
  return factsView(list);
}

function factsView(list) {
  return h('dl.facts', {}, list.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

function headersView(headers, label) {
  if (headers.length === 0) return h('p.quietly', {}, 'no headers');
  const lines = headers.map(([name, value]) =>
    h('span.line', {}, h('span.key', {}, name), ': ', value, '\n'));
  return h('details.headers', {}, h('summary', {}, count(headers.length, 'header')), scrollable(h('pre', {}, lines), label));
}

/** Within single quotes a shell gives a meaning to the single quote alone. */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

async function curlView(call) {
  if (call.sender === 'vendor') return undefined;
  const body = call.request.body;
  if (!call.curl || (body && body.cut_chars && !body.cut_in_record)) {
    return h('p.cut', {}, 'The command that repeats this request is too long for a page; run.json has the whole request.');
  }
  const text = await bodyText(body);
  const command = call.curl.split(BODY_IN_CURL).join(quoted(text));
  return h('section.message', {},
    h('div.bodyhead', {}, h('h6', {}, 'To repeat it'), copyButton('Copy curl command', () => command)),
    scrollable(h('pre.curl', {}, command), 'curl command'));
}
