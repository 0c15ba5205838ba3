// Checks Ed25519 signatures (RFC 8032) in browsers whose own cryptography does not know them.
// It only ever sees public values, so that it need not take the same time for all of them.
const Ed25519 = (() => {
  const P = 2n ** 255n - 19n;
  const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
  const SIGN = 1n << 255n;

  const mod = (a, m = P) => ((a % m) + m) % m;

  function power(base, exponent) {
    let result = 1n;
    for (let b = mod(base), e = exponent; e; e >>= 1n) {
      if (e & 1n) result = (result * b) % P;
      b = (b * b) % P;
    }
    return result;
  }

  const D = mod(-121665n * power(121666n, P - 2n));
  const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

  // Little-endian, as all numbers of Ed25519 are written.
  const read = (bytes) => bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);

  // Returns the x of a point, or null where there is none (RFC 8032, section 5.1.3).
  function recoverX(y, isOdd) {
    const u = mod(y * y - 1n);
    const v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    if (mod(v * x * x) !== u) x = mod(x * ROOT_OF_MINUS_ONE);
    if (mod(v * x * x) !== u || (x === 0n && isOdd)) return null;
    return Boolean(x & 1n) === isOdd ? x : mod(-x);
  }

  // Points stand in extended coordinates [X, Y, Z, T].
  function readPoint(bytes) {
    const number = read(bytes);
    const y = number & (SIGN - 1n);
    const x = y < P ? recoverX(y, Boolean(number & SIGN)) : null;
    return x === null ? null : [x, y, 1n, mod(x * y)];
  }

  function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = mod((y1 - x1) * (y2 - x2));
    const b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * D * t1 * t2);
    const d = mod(2n * z1 * z2);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  function multiply(scalar, point) {
    let result = [0n, 1n, 1n, 0n];
    for (let p = point, s = scalar; s; s >>= 1n) {
      if (s & 1n) result = add(result, p);
      p = add(p, p);
    }
    return result;
  }

  const areEqual = ([x1, y1, z1], [x2, y2, z2]) =>
    mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;

  const BASE_Y = mod(4n * power(5n, P - 2n));
  const BASE_X = recoverX(BASE_Y, false);
  const BASE = [BASE_X, BASE_Y, 1n, mod(BASE_X * BASE_Y)];

  // Says whether `signature` (64 bytes) of `message` was made with the other half of the key.
  async function verify(publicKey, signature, message) {
    const key = readPoint(publicKey);
    const r = readPoint(signature.subarray(0, 32));
    const s = read(signature.subarray(32));
    if (!key || !r || s >= ORDER) return false;
    const hashed = Uint8Array.from([...signature.subarray(0, 32), ...publicKey, ...message]);
    const h = mod(read(new Uint8Array(await crypto.subtle.digest("SHA-512", hashed))), ORDER);
    return areEqual(multiply(s, BASE), add(r, multiply(h, key)));
  }

  return { verify };
})();
