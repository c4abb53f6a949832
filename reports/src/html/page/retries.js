// Tries of one call on a time line, the waits between them beside those that the guide states.

const WIDTH = 720;
const LEFT = 16;
const RIGHT = 28;

const seconds = (ms) => `${(ms / 1000).toFixed(ms % 1000 ? 3 : 0)} s`;
const keeps = (chain, wait) =>
  wait.documented_ms === undefined || Math.abs(wait.ms - wait.documented_ms) <= (chain.virtual_clock ? 1 : wait.documented_ms * 0.25 + 50);

function waitWords(chain, wait, nth) {
  const before = `before retry ${nth + 1}: ${seconds(wait.ms)}`;
  if (wait.documented_ms === undefined) return `${before}, which nothing fixes`;
  const fit = keeps(chain, wait) ? 'as' : 'not as';
  return `${before}, ${fit} documented (${seconds(wait.documented_ms)}, ${wait.by})`;
}

function chainView(chain, withScenario) {
  const row = byScenario.get(chain.scenario);
  const off = chain.waits.filter((wait) => !keeps(chain, wait)).length;
  const title = h('p.chainhead', {},
    withScenario && row && [badge(row.outcome), ' ', h('a', { href: linkTo(row.id) }, row.name), h('br')],
    h('span.method', {}, chain.method), ' ', h('span.path', {}, pathOf(chain.url)),
    h('span.quietly', {}, ` · ${count(chain.tries.length, 'try', 'tries')}, sent by ${SENDERS[chain.sender]}`,
      chain.virtual_clock ? ', virtual clock' : ''),
    off > 0 && h('span.flag.warning', {}, `${count(off, 'wait')} not as documented`));
  const words = chain.waits.map((wait, nth) => waitWords(chain, wait, nth));
  return h('figure.chain', {}, title, scrollable(h('div.drawing', {}, drawing(chain, words)), 'Time line'),
    h('figcaption', {}, `Waits ${words.join('; ')}.`));
}

const SENDERS = { harness: 'Covenant', integrator: 'the integrator', vendor: 'the vendor' };

function drawing(chain, words) {
  const start = chain.tries[0].at_ms;
  const last = chain.tries[chain.tries.length - 1];
  // The documented waits, one after the other, may reach further than the real ones.
  let due = start;
  const documented = chain.waits.map((wait, nth) => {
    const from = chain.tries[nth].at_ms + chain.tries[nth].took_ms;
    due = Math.max(due, from + (wait.documented_ms || 0));
    return [from, wait.documented_ms];
  });
  const end = Math.max(last.at_ms + last.took_ms, due, start + 1);
  const x = (ms) => LEFT + ((ms - start) / (end - start)) * (WIDTH - LEFT - RIGHT);
  const shapes = [svg('line', { class: 'axis', x1: LEFT, x2: WIDTH - RIGHT, y1: 34, y2: 34 })];
  let labelEnd = -1;
  chain.waits.forEach((wait, nth) => {
    const from = documented[nth][0];
    const to = chain.tries[nth + 1].at_ms;
    const tone = wait.documented_ms === undefined ? 'open' : keeps(chain, wait) ? 'kept' : 'off';
    shapes.push(svg('rect', { class: `wait ${tone}`, x: x(from), y: 29, width: Math.max(1, x(to) - x(from)), height: 10 }));
    if (wait.documented_ms !== undefined) {
      const width = Math.max(1, x(from + wait.documented_ms) - x(from));
      shapes.push(svg('rect', { class: 'documented', x: x(from), y: 44, width, height: 6 }));
    }
    const middle = (x(from) + x(to)) / 2;
    const label = seconds(wait.ms);
    const half = label.length * 3.6;
    if (middle - half > labelEnd && x(to) - x(from) > 2 * half) {
      shapes.push(svg('text', { class: 'wait-label', x: middle, y: 24 }, label));
      labelEnd = middle + half;
    }
  });
  let statusEnd = -1;
  for (const one of chain.tries) {
    const tone = one.status === undefined ? 'none' : `s${Math.floor(one.status / 100)}`;
    const at = x(one.at_ms);
    const label = one.status === undefined ? 'no answer' : String(one.status);
    shapes.push(svg('circle', { class: `try ${tone}`, cx: at, cy: 34, r: 6 }));
    if (at - label.length * 3.6 > statusEnd) {
      shapes.push(svg('text', { class: 'status-label', x: Math.max(at, LEFT + 4), y: 68 }, label));
      statusEnd = at + label.length * 3.6;
    }
  }
  return svg('svg', { class: 'timeline', viewBox: `0 0 ${WIDTH} 76`, role: 'img', 'aria-label': words.join('; ') }, ...shapes);
}

/** All chains of a run; none if nothing was tried twice. */
async function chains() {
  if (!index.chains) return [];
  const found = [];
  for (let nth = 0; found.length < index.chains; nth += 1) found.push(...(await block(`retries-${nth}`)));
  return found;
}

async function retriesPanel() {
  const all = await chains();
  if (all.length === 0) return [h('p.empty', {}, 'No call of this run was tried a second time.')];
  const intro = h('p.intro', {}, `${count(all.length, 'call was', 'calls were')} tried more than once. The upper bar is the wait that `,
    'happened, the lower one the wait that the guide or a Retry-After states. ',
    h('span.key-kept', {}, 'As documented'), ', ', h('span.key-off', {}, 'not as documented'), ', ',
    h('span.key-open', {}, 'left open'), '.');
  const list = h('div.chains');
  // What differs comes first.
  const order = all.map((chain, at) => [chain.waits.every((wait) => keeps(chain, wait)) ? 1 : 0, at, chain]);
  order.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  inBatches(list, order, 60, ([, , chain]) => chainView(chain, true), 'call');
  return [intro, list];
}
