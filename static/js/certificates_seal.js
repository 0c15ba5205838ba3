// Reads and checks the seal of a certificate: what its square code says after "#".
// docs/certificate-seal.md describes it; certificates/seals.py writes it.
const Seals = (() => {
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const CODE_LENGTH = 27;
  const FORMAT = 1;
  const KINDS = ["participation", "completion", "trainer", "coordinator", "thanks"];
  const CONTEXT = "takwin certificate\0";
  const FIRST_DAY = Date.UTC(2020, 0, 1);
  const DAY = 24 * 60 * 60 * 1000;
  const FIXED_BYTES = 25;
  const SIGNATURE_BYTES = 64;
  const ESCAPE = 0x1a;

  class Unreadable extends Error {}

  function decodeBase32(written) {
    const bytes = [];
    let value = 0;
    let bits = 0;
    for (const character of written.toUpperCase()) {
      const digit = ALPHABET.indexOf(character);
      if (digit < 0) throw new Unreadable();
      value = (value << 5) | digit;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.push(value >> bits);
        value &= (1 << bits) - 1;
      }
    }
    if (bits > 4 || value) throw new Unreadable();
    return Uint8Array.from(bytes);
  }

  function unpackText(packed) {
    const units = [];
    for (let i = 0; i < packed.length; i += 1) {
      if (packed[i] === ESCAPE) {
        units.push((packed[i + 1] << 8) | packed[i + 2]);
        i += 2;
      } else {
        units.push(packed[i] < 0x80 ? packed[i] : packed[i] + 0x580);
      }
    }
    return String.fromCharCode(...units);
  }

  function readTexts(bytes) {
    const texts = [];
    let at = 0;
    for (let n = 0; n < 3; n += 1) {
      const end = at + 1 + bytes[at];
      if (!(end <= bytes.length)) throw new Unreadable();
      texts.push(unpackText(bytes.subarray(at + 1, end)));
      at = end;
    }
    if (at !== bytes.length) throw new Unreadable();
    return texts;
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  // Returns what a seal says; it is worth nothing until `judge` finds it genuine.
  function read(code, written) {
    const raw = decodeBase32(written);
    if (raw[0] !== FORMAT || raw.length < FIXED_BYTES + SIGNATURE_BYTES) throw new Unreadable();
    const body = raw.subarray(0, -SIGNATURE_BYTES);
    const kind = KINDS[body[7] - 1];
    if (!kind) throw new Unreadable();
    const [number, nameAr, nameLatin] = readTexts(body.subarray(FIXED_BYTES));
    return {
      code,
      kind,
      number,
      nameAr,
      nameLatin,
      version: body[8],
      keyId: hex(body.subarray(1, 5)),
      issuedOn: new Date(FIRST_DAY + ((body[5] << 8) | body[6]) * DAY),
      digest: hex(body.subarray(9, FIXED_BYTES)),
      signed: new Uint8Array([...new TextEncoder().encode(CONTEXT + code), ...body]),
      signature: raw.slice(-SIGNATURE_BYTES),
    };
  }

  // Splits a code, or an address …/v/CODE#SEAL; code is "" where there is none.
  function split(address) {
    const [path, seal = ""] = address.trim().split("#");
    const code = path.slice(path.lastIndexOf("/") + 1).toUpperCase();
    const isCode = code.length === CODE_LENGTH && [...code].every((c) => ALPHABET.includes(c));
    return { code: isCode ? code : "", seal };
  }

  const readKey = (written) =>
    Uint8Array.from(atob(written.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

  // Asks the browser's own cryptography, and ours where that does not know Ed25519.
  async function isSigned(seal, publicKey) {
    let key;
    try {
      key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return Ed25519.verify(publicKey, seal.signature, seal.signed);
    }
    return crypto.subtle.verify("Ed25519", key, seal.signature, seal.signed);
  }

  // Says what a seal is worth by the published keys: "genuine", "broken", "unknown_key",
  // "distrusted_key", or "uncheckable" where the browser has no cryptography at all.
  async function judge(seal, keys) {
    const known = keys.find((key) => key.kid === seal.keyId);
    if (!known) return "unknown_key";
    // Browsers offer it to pages that came over HTTPS only.
    if (!globalThis.crypto?.subtle) return "uncheckable";
    if (!(await isSigned(seal, readKey(known.x)))) return "broken";
    return known.status === "compromised" ? "distrusted_key" : "genuine";
  }

  return { Unreadable, judge, read, split };
})();
