// Checks the seal of a certificate in the browser: of this address, or of a file that is chosen.
// Nothing is sent anywhere; without it the page gives the answer of the register alone.
(() => {
  const box = document.querySelector("[data-seal]");
  const picker = document.querySelector("[data-file-check]");
  const LOCALES = { ar: "ar-MA-u-nu-latn", fr: "fr-FR", en: "en-GB" };
  const LARGEST_FILE = 30 * 1024 * 1024;
  const SEAL_IN_FILE = /<takwin:Qr>\s*([^<\s]+)\s*<\/takwin:Qr>/;

  const writeDate = (date) =>
    new Intl.DateTimeFormat(LOCALES[box.dataset.language], {
      dateStyle: "long",
      timeZone: "UTC",
    }).format(date);

  async function fetchKeys(options = {}) {
    const response = await fetch(box.dataset.keys, options);
    if (!response.ok) throw new Error(`keys: ${response.status}`);
    return { date: new Date(response.headers.get("Date")), ...(await response.json()) };
  }

  // A key that was made within the last hour may be missing in a copy that a cache gave.
  async function findKeys(keyId) {
    const keys = await fetchKeys();
    return keys.keys.some((key) => key.kid === keyId) ? keys : fetchKeys({ cache: "reload" });
  }

  // Says how a genuine seal and the answer on this page fit together.
  function compare(seal) {
    const { register, digest } = box.dataset;
    if (register === undefined) return "genuine";
    if (!digest) return "unregistered";
    return digest === seal.digest ? "confirmed" : "differs";
  }

  function tell(outcome, seal, keysDate) {
    for (const part of box.querySelectorAll("[data-outcome]")) {
      part.hidden = part.dataset.outcome !== outcome;
    }
    // A forged paper must not hide behind the code of a valid one.
    const alarming = box.querySelector(`[data-outcome="${outcome}"]`).matches(".tone-danger");
    box.closest(".verdict")?.classList.toggle("is-doubted", alarming);
    const says = box.querySelector("[data-says]");
    says.hidden = !["genuine", "differs", "unregistered"].includes(outcome);
    if (!says.hidden) fill(says, seal, keysDate);
    box.hidden = false;
  }

  function fill(says, seal, keysDate) {
    const texts = {
      nameAr: seal.nameAr,
      nameLatin: seal.nameLatin,
      number: seal.number,
      version: seal.version,
      issuedOn: writeDate(seal.issuedOn),
      keysDate: writeDate(keysDate),
    };
    for (const [name, text] of Object.entries(texts)) {
      says.querySelector(`[data-say="${name}"]`).textContent = text;
    }
    for (const kind of says.querySelectorAll("[data-kind]")) {
      kind.hidden = kind.dataset.kind !== seal.kind;
    }
    const link = says.querySelector("[data-ask]");
    if (link) link.href = `${link.dataset.ask}${seal.code}#${seal.written}`;
  }

  async function check(code, written) {
    let seal;
    try {
      seal = { ...Seals.read(code, written), written };
    } catch (problem) {
      if (!(problem instanceof Seals.Unreadable)) throw problem;
      return tell("unreadable");
    }
    let keys;
    try {
      keys = await findKeys(seal.keyId);
    } catch {
      return tell("keyless");
    }
    const verdict = await Seals.judge(seal, keys.keys);
    return tell(verdict === "genuine" ? compare(seal) : verdict, seal, keys.date);
  }

  function checkAddress() {
    const code = box.dataset.code || Seals.split(location.pathname).code;
    const written = location.hash.slice(1);
    if (code && written) check(code, written);
    else box.hidden = true;
  }

  async function checkFile(file) {
    picker.querySelector("[data-file-name]").textContent = file.name;
    if (file.size > LARGEST_FILE) return tell("no_seal");
    const text = new TextDecoder("latin1").decode(await file.arrayBuffer());
    if (!text.startsWith("%PDF-")) return tell("not_pdf");
    const { code, seal } = Seals.split(SEAL_IN_FILE.exec(text)?.[1] ?? "");
    return code && seal ? check(code, seal) : tell("no_seal");
  }

  function offerFiles() {
    const input = picker.querySelector("input[type=file]");
    input.addEventListener("change", () => input.files[0] && checkFile(input.files[0]));
    for (const name of ["dragover", "dragleave", "drop"]) {
      document.addEventListener(name, (event) => {
        event.preventDefault();
        picker.classList.toggle("is-over", name === "dragover");
      });
    }
    document.addEventListener("drop", ({ dataTransfer }) => {
      if (dataTransfer.files[0]) checkFile(dataTransfer.files[0]);
    });
    picker.hidden = false;
  }

  if (box) {
    if (picker) offerFiles();
    checkAddress();
    window.addEventListener("hashchange", checkAddress);
    // The seal goes along when the language is changed.
    document.querySelector("form.language-switch")?.addEventListener("submit", ({ target }) => {
      target.action = target.getAttribute("action") + location.hash;
    });
  }

  // From now on this page opens without a connection, where the browser can keep it.
  const worker = document.querySelector("[data-worker]");
  if (worker && navigator.serviceWorker) {
    const tellKept = () => {
      worker.hidden = false;
    };
    navigator.serviceWorker
      .register(worker.dataset.worker)
      .then(() => navigator.serviceWorker.ready)
      // A browser that refuses, as in a private window, only does without.
      .then(tellKept, () => {});
  }
})();
