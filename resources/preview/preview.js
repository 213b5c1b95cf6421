// Keeps the page as the writer's article is. Runs in a world of its own: the page sees nothing of it, and it
// never fetches anything.
"use strict";
(() => {
  const root = document.getElementById("article");
  const epoch = Number(document.documentElement.dataset.epoch);
  const QUIET_MS = 150;
  const WRITING_MS = 600;
  const MARGIN_PX = 24;
  let lastSequence = 0;
  let quietUntil = 0;
  let ours = 0; // where we have put the page: that it is there is no wish of a reader, however late it is told
  let current = null;
  let writtenAt = -Infinity; // when the writer's block was last chosen or changed

  const tell = (message) => window.webkit.messageHandlers.marbre.postMessage(message);

  // Elements by id: the page's own index would cost a walk for each of our attributes.
  const elements = new Map();
  for (const element of root.children) elements.set(element.dataset.id, element);

  function find(id) {
    const element = elements.get(id);
    if (!element) throw new Error("no element " + id);
    return element;
  }

  function make(markup) {
    const template = document.createElement("template");
    template.innerHTML = markup;
    const element = template.content.firstElementChild;
    if (!element || template.content.childElementCount !== 1) throw new Error("not one element");
    return element;
  }

  // An element that stays keeps its place among the others: the page then lays out this one and not its thousands
  // of neighbours. Returns the element that stands there now.
  function refill(old, element) {
    if (old.localName !== element.localName) {
      old.replaceWith(element);
      return element;
    }
    for (const name of old.getAttributeNames()) if (!element.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of element.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    old.replaceChildren(...element.childNodes);
    return old;
  }

  function place(element, anchor) {
    if (anchor === "") root.prepend(element);
    else find(anchor).after(element);
  }

  function select(id) {
    if (current) current.removeAttribute("data-current");
    current = id === "" ? null : elements.get(id) || null;
    if (current) current.setAttribute("data-current", "");
    writtenAt = performance.now();
  }

  // Where the writer is stays in sight while there is writing: the page runs longer than the text beside it.
  function reveal() {
    if (!current || performance.now() - writtenAt > WRITING_MS) return;
    const box = current.getBoundingClientRect();
    const below = box.bottom + MARGIN_PX - window.innerHeight, above = box.top - MARGIN_PX;
    const by = below > 0 ? Math.min(below, Math.max(above, 0)) : Math.min(above, 0);
    if (by === 0) return;
    put(window.scrollY + by);
  }

  function put(top) {
    quietUntil = performance.now() + QUIET_MS;
    window.scrollTo({ top, behavior: "instant" });
    ours = window.scrollY;
  }

  const operations = {
    set(id, anchor, markup) {
      const old = find(id);
      const element = make(markup);
      if (element.dataset.id !== id) throw new Error("another element than " + id);
      const isCurrent = old === current;
      if (isCurrent) element.setAttribute("data-current", "");
      const standing = refill(old, element);
      elements.set(id, standing);
      if (isCurrent) {
        current = standing;
        writtenAt = performance.now();
      }
    },
    "insert-after"(id, anchor, markup) {
      if (elements.has(id)) throw new Error("already there: " + id);
      const element = make(markup);
      if (element.dataset.id !== id) throw new Error("another element than " + id);
      place(element, anchor);
      elements.set(id, element);
    },
    remove(id) {
      const element = find(id);
      if (element === current) current = null;
      element.remove();
      elements.delete(id);
    },
    "move-after"(id, anchor) {
      place(find(id), anchor);
    },
    attribute(id, name, value) {
      (id === "article" ? root : find(id)).setAttribute(name, value);
    },
    select,
  };

  function patch(ofEpoch, sequence, list) {
    if (ofEpoch !== epoch) throw new Error("patch for another page");
    if (sequence !== lastSequence + 1) throw new Error("a patch is missing");
    const begun = performance.now();
    const before = window.scrollY;
    for (let i = 0; i < list.length; i += 4) operations[list[i]](list[i + 1], list[i + 2], list[i + 3]);
    lastSequence = sequence;
    if (writtenAt >= begun) reveal();
    // Laid out now, it is drawn now. Left to the engine's clock, which rests, it would wait for the clock to start.
    root.getBoundingClientRect();
    if (window.scrollY !== before) ours = window.scrollY; // the page became too short for where it was
  }

  function scroll(id, fraction) {
    const element = elements.get(id);
    if (!element) return;
    const box = element.getBoundingClientRect();
    put(window.scrollY + box.top + fraction * box.height);
    reveal();
  }

  // The first element that is not wholly above the given height; they stand in the order of the page.
  function elementAt(y) {
    const list = root.children;
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bottomOf(list, middle) <= y) low = middle + 1;
      else high = middle;
    }
    return list[Math.min(low, list.length - 1)] || null;
  }

  // An element that is not drawn has no place: it counts as where the one before it ends.
  function bottomOf(list, index) {
    for (let i = index; i >= 0; i--) {
      const box = list[i].getBoundingClientRect();
      if (box.width > 0 || box.height > 0) return box.bottom;
    }
    return -Infinity;
  }

  window.addEventListener("scroll", () => {
    if (performance.now() < quietUntil || window.scrollY === ours) return;
    ours = NaN;
    const element = elementAt(0);
    if (!element) return;
    const box = element.getBoundingClientRect();
    const fraction = box.height > 0 ? Math.min(1, Math.max(0, -box.top / box.height)) : 0;
    tell({ kind: "scrolled", id: element.dataset.id, fraction });
  }, { passive: true });

  // A larger window may leave the page no room to be scrolled.
  window.addEventListener("resize", () => {
    ours = window.scrollY;
  });

  // Characters of the part before a place in it; line breaks count as one, other parts do not count.
  function countBefore(part, node, offset) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (item) =>
      item.nodeType === Node.ELEMENT_NODE && item.hasAttribute("data-part")
        ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const end = document.createRange();
    let count = 0;
    end.setStart(node, offset);
    for (let item = walker.nextNode(); item; item = walker.nextNode()) {
      if (item === node) return item.nodeType === Node.TEXT_NODE ? count + [...item.data.slice(0, offset)].length : count;
      if (end.comparePoint(item, 0) > 0) break;
      if (item.nodeType === Node.TEXT_NODE) count += [...item.data].length;
      else if (item.localName === "br") count += 1;
    }
    return count;
  }

  function pick(event) {
    const range = document.caretRangeFromPoint(event.clientX, event.clientY);
    let block = event.target.closest ? event.target.closest("[data-id]") : null;
    if (!block || !root.contains(block)) block = elementAt(event.clientY);
    if (!block) return;
    let part = block;
    let offset = 0;
    if (range && block.contains(range.startContainer)) {
      const node = range.startContainer;
      const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
      const inner = element.closest("[data-part]");
      if (inner && block.contains(inner)) part = inner;
      offset = countBefore(part, node, range.startOffset);
    }
    tell({ kind: "picked", id: block.dataset.id, part: Number(part.dataset.part || 0), offset });
  }

  document.addEventListener("click", (event) => {
    event.preventDefault();
    const link = event.target.closest ? event.target.closest("a[href]") : null;
    pick(event);
    if (link) tell({ kind: "link", address: link.getAttribute("href") });
  });
  for (const name of ["auxclick", "dragstart", "submit", "contextmenu"])
    document.addEventListener(name, (event) => event.preventDefault());

  globalThis.marbre = { patch, scroll, root };
  tell({ kind: "ready", epoch });
})();
