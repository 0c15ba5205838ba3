// The presence page: every tick is saved by itself, in order, and never lost in silence.
// Without this script the page is a form with a button.
(() => {
  const list = document.querySelector(".presence-list");
  const rows = [...document.querySelectorAll("[data-row]")];

  // Finding a person -------------------------------------------------------------------------

  const LETTERS = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ئ: "ي", ی: "ي", ؤ: "و", ة: "ه", گ: "ك", ڭ: "ك", ک: "ك", ڤ: "ف", پ: "ب", ء: "", ـ: "" };

  // The same folding as participants/names.py, as far as typing into a search box needs it.
  const fold = (text) =>
    text
      .replace(/[أإآٱىئیؤةگڭکڤپءـ]/g, (letter) => LETTERS[letter])
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660)
      .replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0)
      .toLowerCase();

  const searchForm = document.querySelector("[data-presence-search]");
  const searchBox = searchForm?.elements.words;
  for (const row of rows) row.searched = fold(row.dataset.search);

  const filter = () => {
    // The page holds only what the server found: all is needed again once the box is empty.
    if (searchBox.defaultValue && !searchBox.value) return searchForm.submit();
    const words = fold(searchBox.value).split(/\s+/);
    for (const row of rows) row.hidden = !words.every((word) => row.searched.includes(word));
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-row]:not([hidden])");
    }
    const nobody = document.querySelector("[data-nobody]");
    if (nobody) nobody.hidden = rows.some((row) => !row.hidden);
  };

  searchBox?.addEventListener("input", filter);
  searchForm?.addEventListener("submit", (event) => {
    event.preventDefault();
    focusRow(shownRows()[0]);
  });

  const shownRows = () => rows.filter((row) => !row.hidden);
  const focusRow = (row) => {
    const radio = row?.querySelector("input[type=radio]:checked");
    radio?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };

  // Marking ----------------------------------------------------------------------------------

  const form = document.querySelector("[data-presence]");
  if (!form) return;
  const halfDay = form.elements.half_day.value;
  const byId = new Map(rows.map((row) => [row.dataset.row, row]));
  const markOf = (row) => row.querySelector("input[type=radio]:checked").value;

  // What the server has not confirmed: "half-day/registration" -> mark. Kept on the device too.
  const unsaved = new Map();
  const keep = (key, mark) => {
    unsaved.set(key, mark);
    try {
      localStorage.setItem(form.dataset.store + key, mark);
    } catch {
      // A full or forbidden store: the page still warns before it is left.
    }
  };
  const forget = (key) => {
    unsaved.delete(key);
    try {
      localStorage.removeItem(form.dataset.store + key);
    } catch {
      // See above.
    }
  };

  const count = () => {
    const counts = { present: 0, absent: 0, none: 0 };
    for (const row of rows) counts[markOf(row)] += 1;
    for (const [mark, number] of Object.entries(counts)) {
      document.querySelector(`[data-count="${mark}"]`).textContent = number;
    }
  };

  const showRow = (key, state) => {
    const [day, id] = key.split("/");
    if (day === halfDay && byId.has(id)) byId.get(id).dataset.state = state;
  };

  const showStatus = (state) => {
    const box = document.querySelector("[data-status]");
    box.hidden = false;
    for (const name of ["saving", "saved", "failed", "refused"]) {
      box.querySelector(`[data-status-${name}]`).hidden = name !== state;
    }
    box.querySelector("[data-status-number]").textContent = unsaved.size;
  };

  const setMark = (row, mark) => {
    if (markOf(row) === mark) return;
    row.querySelector(`input[value=${mark}]`).checked = true;
    changed(row);
  };

  const changed = (row) => {
    keep(`${halfDay}/${row.dataset.row}`, markOf(row));
    row.dataset.state = "saving";
    count();
    send();
  };

  // Saving: one request at a time, so that the last mark of a person is the last to arrive ----

  let sending = false;
  let pause = 0;
  let timer = 0;

  const nextBatch = () => {
    const day = [...unsaved.keys()][0].split("/")[0];
    return [day, new Map([...unsaved].filter(([key]) => key.startsWith(`${day}/`)))];
  };

  const post = async (day, batch) => {
    const body = new URLSearchParams({ half_day: day });
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [key, mark] of batch) body.set(`mark-${key.split("/")[1]}`, mark);
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(20000),
    });
    if (response.status >= 500 || response.status === 429) throw new Error(response.status);
    return response.ok ? (await response.json()).marks : null;
  };

  const settle = (batch, marks) => {
    for (const [key, mark] of batch) {
      const gone = !(key.split("/")[1] in marks);
      if (gone) form.querySelector("[data-status-gone]").hidden = false;
      if (unsaved.get(key) !== mark) continue;
      forget(key);
      showRow(key, gone ? "failed" : "saved");
    }
  };

  const send = async () => {
    if (sending || !unsaved.size) return;
    clearTimeout(timer);
    sending = true;
    if (!pause) showStatus("saving");
    const [day, batch] = nextBatch();
    try {
      const marks = await post(day, batch);
      if (marks === null) {
        for (const key of unsaved.keys()) showRow(key, "failed");
        showStatus("refused");
        return;
      }
      pause = 0;
      settle(batch, marks);
      showStatus(unsaved.size ? "saving" : "saved");
    } catch {
      // No connection, or a server in trouble: again, each time a little later.
      pause = Math.min((pause || 1) * 2, 30);
      for (const key of unsaved.keys()) showRow(key, "failed");
      showStatus("failed");
      timer = setTimeout(send, pause * 1000);
      return;
    } finally {
      sending = false;
    }
    send();
  };

  const retryNow = () => {
    clearTimeout(timer);
    send();
  };

  window.addEventListener("online", retryNow);
  form.querySelector("[data-retry]").addEventListener("click", retryNow);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });

  // Hands ------------------------------------------------------------------------------------

  list.addEventListener("change", (event) => changed(event.target.closest("[data-row]")));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-mark-rest]").addEventListener("click", () => {
    for (const row of shownRows()) if (markOf(row) === "none") setMark(row, "present");
  });

  // The letters of the keys P and A on an Arabic keyboard are ح and ش.
  const KEYS = { p: "present", ح: "present", " ": "present", a: "absent", ش: "absent" };
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };

  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    const mark = KEYS[event.key.toLowerCase()];
    const step = STEPS[event.key];
    if (!mark && !step) return;
    event.preventDefault();
    const shown = shownRows();
    if (step) return focusRow(shown[shown.indexOf(row) + step]);
    setMark(row, mark);
    focusRow(row);
  });

  searchBox?.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    focusRow(shownRows()[0]);
  });

  // What was ticked before this script had come over a slow connection ------------------------

  for (const row of rows) {
    if (!row.querySelector("input[type=radio]:checked").defaultChecked) changed(row);
  }

  // What an earlier visit could not save ------------------------------------------------------

  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(form.dataset.store))) {
    const key = name.slice(form.dataset.store.length);
    const mark = localStorage.getItem(name);
    unsaved.set(key, mark);
    const [day, id] = key.split("/");
    const radio = day === halfDay && byId.get(id)?.querySelector(`input[value=${mark}]`);
    if (radio) radio.checked = true;
    showRow(key, "failed");
  }
  if (unsaved.size) {
    count();
    send();
  }
})();
