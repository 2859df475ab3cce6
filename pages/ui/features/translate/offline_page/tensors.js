/** The tensors of a model, read from a safetensors file, and the products of matrices and vectors. Pure. */

/** A matrix row by row; a vector has one column for each of its rows.
 * @typedef {{rows: number, columns: number, values: Float32Array}} Tensor */
/** Tensor by name. @typedef {Map<string, Tensor>} Tensors */

/** Ends the name of the tensor with the scales of another one's rows, as `seq2seq/checkpoints/storage.py` writes it. */
const SCALE_SUFFIX = ":scale";

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
export function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * The tensors of a safetensors file in float32, with whole numbers times the scales of their rows.
 * @param {Uint8Array<ArrayBuffer>} file @returns {Tensors}
 */
export function readTensors(file) {
  const begin = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, begin)));
  /** @type {Tensors} */
  const tensors = new Map();
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header).filter(([name]) => name !== "__metadata__")) {
    const [rows = 1, ...others] = shape;
    const columns = others.reduce((/** @type {number} */ product, /** @type {number} */ size) => product * size, 1);
    tensors.set(name, { rows, columns, values: floats(dtype, file.slice(begin + from, begin + to).buffer) });
  }
  for (const [name, { values: scales }] of tensors) {
    const scaled = name.endsWith(SCALE_SUFFIX) && tensors.get(name.slice(0, -SCALE_SUFFIX.length));
    if (!scaled) continue;
    scales.forEach((scale, row) => {
      for (let i = row * scaled.columns; i < (row + 1) * scaled.columns; i++) scaled.values[i] *= scale;
    });
  }
  return tensors;
}

/** @param {string} dtype @param {ArrayBuffer} buffer @returns {Float32Array} */
function floats(dtype, buffer) {
  if (dtype === "I8") return Float32Array.from(new Int8Array(buffer));
  if (dtype === "F16") return Float32Array.from(new Uint16Array(buffer), fromHalf);
  if (dtype === "F32") return new Float32Array(buffer);
  throw new Error(`tensors of ${dtype} are not read`);
}

/** @param {number} bits of a number in IEEE half precision @returns {number} */
function fromHalf(bits) {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** @param {Tensor} tensor @param {number} row @returns {Float32Array} */
export function rowOf({ values, columns }, row) {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b @returns {number} */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * W x + b, of the columns of W from `first` on if it has more than x is long.
 * @param {Tensor} matrix @param {Float32Array} x @param {Tensor} [bias] @param {number} [first] @returns {Float32Array}
 */
export function linear({ rows, columns, values }, x, bias, first = 0) {
  const result = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * columns + first;
    // Four sums, none of which waits for another: that takes half the time of one.
    let a = bias ? bias.values[row] : 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < x.length; i += 4) {
      a += values[from + i] * x[i];
      b += values[from + i + 1] * x[i + 1];
      c += values[from + i + 2] * x[i + 2];
      d += values[from + i + 3] * x[i + 3];
    }
    for (; i < x.length; i++) a += values[from + i] * x[i];
    result[row] = a + b + c + d;
  }
  return result;
}

/** @param {Float32Array[]} parts @returns {Float32Array} one behind the other */
export function joined(...parts) {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** @param {number} x */
export function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}
