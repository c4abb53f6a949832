// Elements are made here and nowhere else. Whatever comes out of a record becomes a text node or the value of a plain
// attribute, so nothing of it is ever read as markup.

const TREACHEROUS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\udb40[\udc00-\udc7f]/g;

/** Text in which a character that hides, or turns the direction of others around, is seen. */
function visible(text) {
  return String(text).replace(TREACHEROUS, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.setAttribute('class', value);
    else element.setAttribute(name, value === true ? '' : visible(value));
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of children.flat(9)) {
    if (child === undefined || child === null || child === false || child === '') continue;
    element.append(child instanceof Node ? child : visible(child));
  }
}

/** An element: `h('p.note', { id: 'x' }, 'text', child)`. */
function h(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  if (tag === 'button') element.type = 'button';
  return fill(element, properties, children);
}

/** The same for drawings. */
function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);
}

/** Text in which `words` in backquotes are code, as the suite writes names. */
function prose(text) {
  return String(text).split(/(`[^`\n]+`)/).map((part) => (/^`.+`$/.test(part) ? h('code', {}, part.slice(1, -1)) : part));
}

const byId = (id) => document.getElementById(id);

/** Tells a screen reader. */
function say(text) {
  byId('said').textContent = visible(text);
}

function count(number, one, many) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many || one + 's'}`;
}

/** Microseconds, for a person. */
function duration(us) {
  if (us < 1_000) return `${us} µs`;
  if (us < 10_000) return `${(us / 1_000).toFixed(1)} ms`;
  if (us < 1_000_000) return `${Math.floor(us / 1_000)} ms`;
  return `${(us / 1_000_000).toFixed(1)} s`;
}

/** A button that copies what `text()` gives. */
function copyButton(label, text) {
  const button = h('button.quiet', {
    onclick: async () => {
      const done = await copy(text());
      button.textContent = done ? 'Copied' : 'Select and copy';
      say(done ? 'Copied' : 'It could not be copied');
      setTimeout(() => (button.textContent = label), 1500);
    },
  }, label);
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A browser may keep the clipboard from pages that were opened from disk.
    const area = h('textarea.unseen', { 'aria-hidden': 'true', tabindex: '-1' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** A region that scrolls sideways or down must be reachable with the keyboard. */
function scrollable(element, label) {
  element.tabIndex = 0;
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', label);
  return element;
}

/**
 * Puts views of many items into a container, some at a time: the next ones when their place comes near the window, or when
 * asked for. `make` gives the view of an item, or undefined where it has put it somewhere itself.
 */
function inBatches(container, items, size, make, noun) {
  let next = 0;
  const more = h('button.more', { onclick: () => step() });
  const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && step(), { rootMargin: '600px' });
  const step = (to = next + size) => {
    for (const end = Math.min(items.length, to); next < end; next += 1) {
      const view = make(items[next]);
      if (view) more.before(view);
    }
    more.textContent = `Show more (${count(items.length - next, noun)} left)`;
    if (next >= items.length) {
      watch.disconnect();
      more.remove();
    } else {
      // Told again only if it has left the window in between.
      watch.unobserve(more);
      watch.observe(more);
    }
  };
  container.append(more);
  step();
  return { showAtLeast: (number) => number > next && step(number), hasMore: () => next < items.length, step };
}
