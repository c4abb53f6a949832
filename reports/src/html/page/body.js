// Bodies: indented without being parsed, so that a broken document, a duplicate member or an odd number stays as it
// came, and with the place of a finding marked.

const LINES_SHOWN = 600;
const LINES_AFTER_MARK = 30;
const DEPTH_SHOWN = 20;

/** Lines of pieces, and where each value begins and ends, by its JSON pointer. */
function linesOf(text) {
  const begin = text.slice(0, 100).trimStart()[0];
  if (begin === '{' || begin === '[') return jsonLines(text);
  const lines = text.split('\n').map((line) => ({ depth: 0, pieces: [['', line]] }));
  return { lines, places: new Map([['', [0, lines.length - 1]]]) };
}

const TOKEN = /\s+|"(?:[^"\\]|\\[^])*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

function jsonLines(text) {
  const lines = [{ depth: 0, pieces: [] }];
  const places = new Map();
  const open = [];
  const write = (kind, piece) => lines[lines.length - 1].pieces.push([kind, piece]);
  const newLine = () => lines.push({ depth: open.length, pieces: [] });
  const inObject = () => open.length > 0 && open[open.length - 1].object;
  // The pointer of the value that comes next.
  const pointer = () => {
    const inner = open[open.length - 1];
    return inner ? `${inner.pointer}/${inner.object ? inner.key : inner.nth}` : '';
  };
  const value = (kind, token) => {
    if (!places.has(pointer())) places.set(pointer(), [lines.length - 1, lines.length - 1]);
    write(kind, token);
  };
  let afterOpen = false;
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^\s/.test(token)) continue;
    const close = token === '}' || token === ']';
    if (afterOpen && !close) newLine();
    const wasAfterOpen = afterOpen;
    afterOpen = false;
    if (token === '{' || token === '[') {
      value('', token);
      open.push({ object: token === '{', pointer: pointer(), key: '', nth: 0, expectsKey: true });
      afterOpen = true;
    } else if (close) {
      const closed = open.pop();
      if (!wasAfterOpen) newLine();
      write('', token);
      if (closed && places.has(closed.pointer)) places.get(closed.pointer)[1] = lines.length - 1;
    } else if (token === ',') {
      write('', ',');
      const inner = open[open.length - 1];
      if (inner) {
        inner.nth += 1;
        inner.expectsKey = true;
      }
      newLine();
    } else if (token === ':') {
      write('', ': ');
    } else if (inObject() && open[open.length - 1].expectsKey) {
      const inner = open[open.length - 1];
      inner.key = pointerPart(token);
      inner.expectsKey = false;
      write('key', token);
    } else {
      value(token[0] === '"' ? 'text' : 'plain', token);
    }
  }
  for (const unclosed of open) {
    if (places.has(unclosed.pointer)) places.get(unclosed.pointer)[1] = lines.length - 1;
  }
  return { lines, places };
}

function pointerPart(token) {
  let name = token.replace(/^"|"$/g, '');
  try {
    name = JSON.parse(token);
  } catch {
    // It stays as it is written.
  }
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The parents of a pointer, nearest first: a member that is missing is marked where it should stand. */
function nearest(places, pointer) {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    if (places.has(at)) return [places.get(at), at === pointer];
    if (at === '') return [undefined, false];
  }
}

/** A body with what findings say about it; `marks` are findings with a pointer. */
async function bodyView(title, body, marks) {
  const text = await bodyText(body);
  const notes = [];
  if (body.bytes === 0) return [h('p.quietly', {}, `${title}: empty`), marks.map((mark) => markNote(mark, ''))];
  if (body.cut_chars) {
    const shown = body.at ? 'Cut: the last' : 'Left out: the';
    notes.push(`${shown} ${count(body.cut_chars, 'character')} of this body are not in this page; run.json has more.`);
  }
  if (body.cut_in_record) notes.push('The body is too large for evidence; run.json has its beginning only.');
  if (body.incomplete) notes.push('The peer closed the connection before the promised length had arrived.');
  if (body.over_limit) notes.push('Reading stopped here: the body is larger than the limit of the profile.');
  if (body.not_utf8) notes.push('The bytes are not UTF-8; what could not be read is shown as �.');
  const { lines, places } = linesOf(text);
  const marked = new Map();
  const inside = new Set();
  for (const mark of marks) {
    const [range, exact] = nearest(places, mark.pointer);
    const at = range ? range[0] : 0;
    if (!marked.has(at)) marked.set(at, []);
    marked.get(at).push(markNote(mark, exact ? '' : body.cut_chars ? ' (perhaps in the part that is cut)' : ' (not there)'));
    for (let line = at; range && exact && line <= range[1]; line += 1) inside.add(line);
  }
  const pre = scrollable(h('pre.body'), title);
  const show = (from, to) => {
    for (let at = from; at < to; at += 1) pre.append(lineView(lines[at], marked.get(at), inside.has(at)));
  };
  const first = Math.min(lines.length, Math.max(LINES_SHOWN, ...[...marked.keys()].map((at) => at + LINES_AFTER_MARK)));
  show(0, first);
  const head = h('div.bodyhead', {},
    h('span', {}, `${title}, ${count(body.bytes, 'byte')}`),
    body.at && copyButton('Copy', () => text));
  const parts = [head, notes.map((note) => h('p.cut', {}, note)), body.at && pre];
  if (first < lines.length) {
    const more = h('button.quiet', {
      onclick: () => {
        show(first, lines.length);
        more.remove();
      },
    }, `Show ${count(lines.length - first, 'more line')}`);
    parts.push(more);
  }
  return parts;
}

function lineView(line, notes, inside) {
  const view = h('span.line', {}, '  '.repeat(Math.min(line.depth, DEPTH_SHOWN)),
    line.pieces.map(([kind, piece]) => (kind ? h(`span.${kind}`, {}, piece) : piece)));
  if (inside) view.classList.add('inside');
  if (notes) {
    view.classList.add('hit', notes[0].classList[1]);
    view.append(...notes);
  }
  view.append('\n');
  return view;
}

function markNote(mark, doubt) {
  const sign = h('span', { 'aria-hidden': 'true' }, '◀ ');
  return h(`span.mark.${mark.severity}`, {}, sign, prose(mark.message), doubt);
}
