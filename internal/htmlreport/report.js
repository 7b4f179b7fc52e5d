"use strict";
// The list keeps rows for what is in view only. Everything that comes from the
// findings is put in as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = id => document.getElementById(id);
  const rowHeight = 46;
  const printMost = 200; // findings that are printed in full
  const foldMost = 6; // lines of a list that is shown unfolded
  const state = { group: "subsystem", rows: [], shown: [], pick: null };

  const el = (tag, cls, text) => {
    const e = document.createElement(tag);
    if (cls) e.className = cls;
    if (text !== undefined) e.textContent = text;
    return e;
  };

  // What each finding is found and grouped by.
  const subsystem = f => f.file.split("/").slice(0, f.file.startsWith("drivers/") || f.file.startsWith("sound/") ? 2 : 1).join("/");
  const cause = f => {
    const s = (f.steps || [])[0] || f;
    return s.file + ":" + s.line + " " + s.function + "()";
  };
  for (const f of data.findings) {
    f._subsystem = subsystem(f);
    f._cause = cause(f);
    f._text = [f.file + ":" + f.line, f.function, f.callee, f.rule, f.message, f._cause,
      ...(f.steps || []).map(s => s.function + " " + s.file)].join("\n").toLowerCase();
  }

  const groupOf = { subsystem: f => f._subsystem, rule: f => f.rule, cause: f => f._cause, none: () => "" };

  // select filters, groups and lays out the rows.
  function select() {
    const words = $("query").value.toLowerCase().split(/\s+/).filter(Boolean);
    const rule = $("rule").value, confidence = $("confidence").value;
    state.shown = data.findings.filter(f => (!rule || f.rule === rule) && (!confidence || f.confidence === confidence) && words.every(w => f._text.includes(w)));
    const by = groupOf[state.group], groups = new Map();
    for (const f of state.shown) {
      const k = by(f);
      if (!groups.has(k)) groups.set(k, []);
      groups.get(k).push(f);
    }
    const keys = [...groups.keys()].sort((a, b) => groups.get(b).length - groups.get(a).length || (a < b ? -1 : 1));
    state.rows = [];
    for (const k of keys) {
      if (k) state.rows.push({ group: k, size: groups.get(k).length });
      for (const f of groups.get(k)) state.rows.push({ finding: f });
    }
    $("space").style.height = state.rows.length * rowHeight + "px";
    // The title says how many there are.
    $("count").textContent = state.shown.length === data.findings.length ? "" : state.shown.length + " of " + data.findings.length + " findings";
    draw();
  }

  // draw makes the rows that are in view.
  function draw() {
    const list = $("list"), space = $("space");
    const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 5);
    const last = Math.min(state.rows.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 5);
    const made = [];
    for (let i = first; i < last; i++) made.push(rowElement(state.rows[i], i));
    if (!made.length && data.findings.length) made.push(el("p", "none", "No finding matches."));
    space.replaceChildren(...made);
  }

  function rowElement(row, i) {
    const e = el("div", row.group ? "row group" : "row");
    e.style.top = i * rowHeight + "px";
    if (row.group) {
      e.textContent = e.title = row.group + " (" + row.size + ")";
      e.setAttribute("role", "presentation");
      return e;
    }
    const f = row.finding;
    e.setAttribute("role", "option");
    e.setAttribute("aria-selected", f === state.pick);
    e.id = "row-" + f.fingerprint;
    e.append(el("div", "place", f.file + ":" + f.line), el("div", "message", f.rule + ": " + f.message));
    e.onclick = () => choose(f);
    return e;
  }

  // choose shows one finding and makes it the page's address.
  function choose(f, scroll) {
    state.pick = f;
    $("detail").replaceChildren(findingElement(f));
    $("detail").scrollTop = 0;
    history.replaceState(null, "", "#" + f.fingerprint);
    if (scroll) {
      const i = state.rows.findIndex(r => r.finding === f), list = $("list");
      const top = i * rowHeight;
      if (i >= 0 && (top < list.scrollTop || top + rowHeight > list.scrollTop + list.clientHeight)) list.scrollTop = top - list.clientHeight / 2;
    }
    draw();
    $("list").setAttribute("aria-activedescendant", "row-" + f.fingerprint);
  }

  // kindOf is the context of a way: one that no context forbids is process.
  function kindOf(f) {
    if (!(f.contexts || []).length) return "process";
    const k = f.contexts[0].kind;
    return k === "hardirq" || k === "softirq" ? k : "atomic";
  }
  // wayTitle says in words what the colours do.
  const wayTitle = f => (f.contexts || []).length ? "The way, in " + kindOf(f) + " context" : "The way";

  // findingElement is a finding in full; on paper nothing is folded.
  function findingElement(f, paper) {
    const e = el("div", "finding");
    e.append(el("h2", "", f.message));
    const facts = el("p", "facts");
    const where = el("b", "", f.file + ":" + f.line);
    facts.append(where, " in " + f.function + "() ");
    facts.append(el("span", "tag " + f.severity, f.rule), el("span", "tag", f.confidence + " confidence"));
    if (!paper) {
      const link = el("a", "", "link");
      link.href = "#" + f.fingerprint;
      facts.append(link);
    }
    e.append(facts);
    list(e, paper, "Needs", f.requires);
    list(e, paper, "In doubt", f.doubts);
    list(e, paper, "Sites", (f.sites || []).map(siteText));
    if ((f.steps || []).length) {
      e.append(el("h3", "way " + kindOf(f), wayTitle(f)), drawing(f));
      f.steps.forEach(s => e.append(stepElement(s, kindOf(f))));
    }
    if ((f.contexts || []).length > 1) list(e, paper, "Reached from " + f.contexts.length + " contexts", f.contexts.map(contextText));
    fixes(e, f);
    const rule = data.rules[f.rule];
    if (rule && !paper) {
      const d = el("details");
      d.append(el("summary", "", f.rule + ": " + rule.title), el("div", "ruletext", rule.text));
      e.append(d);
    }
    return e;
  }

  // list adds what a finding depends on, or where else it shows. A long one is folded,
  // so that the way stays in view.
  function list(e, paper, title, items) {
    if (!items || !items.length) return;
    const ul = el("ul");
    for (const x of items) ul.append(el("li", "", x));
    if (items.length <= foldMost || paper) {
      e.append(el("h3", "", title), ul);
      return;
    }
    const d = el("details");
    d.append(el("summary", "", title + ", " + items.length + " lines"), ul);
    e.append(d);
  }
  const siteText = x => x.file + ":" + x.line + " " + (x.function ? x.function + "() " : "") + (x.what || "");
  const contextText = c => c.root + "(): " + c.why + " (" + c.file + ":" + c.line + ")";

  function fixes(e, f) {
    if (!(f.fixes || []).length) return;
    e.append(el("h3", "", "What to do"));
    for (const x of f.fixes) {
      e.append(el("p", "", x.title));
      if (!(x.edits || []).length) continue;
      const pre = el("pre", "source");
      for (const d of x.edits) pre.append(el("span", "l", d.file + ":" + d.line + ": " + (d.new_text.trim() || "(removed)")));
      e.append(pre);
    }
  }

  function stepElement(s, kind) {
    const e = el("div", "step " + kind);
    const what = el("p", "what");
    what.append(el("code", "", s.file + ":" + s.line), " " + (s.what.startsWith(s.function + "() ") ? "" : s.function + "(): ") + s.what);
    e.append(what, sourceElement(s.file, s.line));
    return e;
  }

  const words = /^(?:auto|break|case|char|const|continue|default|do|double|else|enum|extern|float|for|goto|if|inline|int|long|register|return|short|signed|sizeof|static|struct|switch|typedef|union|unsigned|void|volatile|while|bool|u8|u16|u32|u64|s32|s64|size_t|true|false|NULL)$/;
  const token = /(\/\*.*?(?:\*\/|$)|\/\/.*$)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|([A-Za-z_]\w*)|([^A-Za-z_"'\/]+|\/)/g;

  function sourceElement(file, line) {
    const pre = el("pre", "source"), text = data.source[file] || {};
    for (let n = line - 3; n <= line + 3; n++) {
      const t = text[n];
      if (t === undefined) continue;
      const l = el("span", n === line ? "l hit" : "l");
      l.append(el("i", "n", String(n)));
      const code = el("span", "c"); // its own block: tabs count from where the line begins
      colour(code, t);
      l.append(code);
      pre.append(l);
    }
    return pre.childNodes.length ? pre : el("span");
  }

  function colour(l, text) {
    if (/^\s*\*/.test(text)) { l.append(el("span", "cm", text)); return; }
    for (const m of text.matchAll(token)) {
      if (m[1]) l.append(el("span", "cm", m[1]));
      else if (m[2]) l.append(el("span", "st", m[2]));
      else if (m[3] && words.test(m[3])) l.append(el("span", "kw", m[3]));
      else l.append(m[0]);
    }
  }

  // drawing is the path as boxes, coloured by context.
  function drawing(f) {
    const ns = "http://www.w3.org/2000/svg";
    const make = (tag, attrs, text) => {
      const e = document.createElementNS(ns, tag);
      for (const k in attrs) e.setAttribute(k, attrs[k]);
      if (text !== undefined) e.textContent = text;
      return e;
    };
    const boxes = [];
    for (const s of f.steps) {
      const last = boxes[boxes.length - 1];
      if (last && last.fn === s.function && last.file === s.file) last.notes.push(s.what);
      else boxes.push({ fn: s.function, file: s.file, notes: [s.what] });
    }
    const h = 44, gap = 18, width = 560, kind = kindOf(f);
    const svg = make("svg", { class: "path", viewBox: `0 0 ${width} ${boxes.length * (h + gap)}`, width, role: "img", "aria-label": "path: " + boxes.map(b => b.fn).join(", ") });
    boxes.forEach((b, i) => {
      const y = i * (h + gap) + 2;
      const end = i === boxes.length - 1;
      svg.append(make("rect", { x: 2, y, width: width - 4, height: h, rx: 5, style: `stroke: var(--${kind})${end ? "; stroke-width: 3" : ""}` }));
      const name = clip(b.fn + "()", 56);
      svg.append(make("text", { x: 12, y: y + 18 }, name));
      svg.append(make("text", { x: width - 12, y: y + 18, "text-anchor": "end", class: "soft" }, clip(b.file, Math.floor((width - 40 - name.length * 7.4) / 6.2), true)));
      svg.append(make("text", { x: 12, y: y + 36, class: "soft" }, clip(b.notes.join("; "), 92)));
      if (!end) svg.append(make("path", { d: `M 30 ${y + h} v ${gap - 4} m -4 -6 l 4 6 l 4 -6` }));
    });
    return svg;
  }
  const clip = (s, n, tail) => s.length <= n ? s : tail ? "…" + s.slice(s.length - n + 1) : s.slice(0, n - 1) + "…";

  // Keys.
  const move = by => {
    const list = state.rows.filter(r => r.finding).map(r => r.finding);
    if (!list.length) return;
    const at = list.indexOf(state.pick);
    choose(list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))], true);
  };
  const moveGroup = by => {
    let at = state.rows.findIndex(r => r.finding === state.pick);
    const heads = state.rows.map((r, i) => r.group ? i : -1).filter(i => i >= 0);
    const next = by > 0 ? heads.find(i => i > at) : heads.filter(i => i < at - 1).pop();
    if (next !== undefined) choose(state.rows[next + 1].finding, true);
  };
  const regroup = () => {
    const s = $("group");
    s.selectedIndex = (s.selectedIndex + 1) % s.options.length;
    s.onchange();
  };
  const theme = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  // leave goes back to the list with what was typed, and from there to all findings.
  // The browser's own way empties the field without telling the list.
  const leave = e => {
    e.preventDefault();
    if (document.activeElement === $("list") && $("query").value) {
      $("query").value = "";
      select();
    }
    $("list").focus();
  };
  document.addEventListener("keydown", e => {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === "Escape" && !$("help").open) { leave(e); return; }
    if (/^(?:INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
    const keys = { j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1), n: () => moveGroup(1), p: () => moveGroup(-1), "/": () => $("query").focus(), g: regroup, t: theme, "?": () => $("help").showModal() };
    if (keys[e.key] && !$("help").open) { e.preventDefault(); keys[e.key](); }
  });

  // Printing puts what is shown onto paper, in full as far as that is sensible.
  addEventListener("beforeprint", () => {
    const out = [el("h1", "", data.title)];
    state.shown.slice(0, printMost).forEach(f => out.push(findingElement(f, true)));
    if (state.shown.length > printMost) out.push(el("h2", "", "The other " + (state.shown.length - printMost) + ", a line each"));
    for (const f of state.shown.slice(printMost)) out.push(el("p", "", f.file + ":" + f.line + " " + f.rule + ": " + f.message));
    $("print").replaceChildren(...out);
  });
  addEventListener("afterprint", () => $("print").replaceChildren());

  const fromAddress = () => {
    const f = data.findings.find(x => x.fingerprint === location.hash.slice(1));
    if (f) choose(f, true);
    return !!f;
  };

  $("rule").append(new Option("any rule", ""));
  for (const r of [...new Set(data.findings.map(f => f.rule))].sort()) $("rule").append(new Option(r + " (" + data.findings.filter(f => f.rule === r).length + ")", r));
  $("query").oninput = $("rule").onchange = $("confidence").onchange = select;
  $("group").onchange = () => { state.group = $("group").value; select(); };
  $("theme").onclick = theme;
  $("helpbutton").onclick = () => $("help").showModal();
  $("list").onscroll = () => requestAnimationFrame(draw);
  addEventListener("resize", draw);
  addEventListener("hashchange", fromAddress);
  select();
  if (!fromAddress()) {
    if (state.rows.length) move(0);
    else $("detail").append(el("p", "", "No findings."));
  }
  if (data.notices.length) {
    const d = el("details");
    d.append(el("summary", "", data.notices.length + " inputs could not be used, or only in part"));
    const ul = el("ul");
    for (const n of data.notices.slice(0, 500)) ul.append(el("li", "", n.file + (n.line ? ":" + n.line : "") + ": " + n.message));
    d.append(ul);
    document.querySelector("header").append(d);
  }
})();
