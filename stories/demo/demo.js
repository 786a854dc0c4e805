import '../../dist/digit-recognizer.js';
import { createRecognizer } from '../../dist/recognizer.js';
import { measure } from './measure.js';

/** Under an address of its own the network is not shared with the element above: a cold start. */
const MODEL = new URL('../../dist/models/pen/model.json?compare', import.meta.url);

const BACKENDS = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'CPU' };

const rows = document.querySelector('#rows');
const backends = Object.entries(BACKENDS).map(([name, label]) => {
  const row = rows.insertRow();
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = label;
  row.append(head);
  const backend = { name, row, recognizer: null, first: null, failed: false };
  showNote(backend, 'Waits for a drawing');
  return backend;
});

const pad = document.querySelector('#pad');
let wanted = null;
let working = false;

pad.addEventListener('digit-recognized', () => {
  wanted = pad.strokes;
  if (!working) void work();
});

/**
 * One backend after the other, so that none slows another, the quickest to start first. A newer
 * drawing starts over.
 */
async function work() {
  working = true;
  while (wanted !== null) {
    const drawing = wanted;
    wanted = null;
    for (const backend of backends.toReversed()) {
      if (wanted !== null) break;
      if (!backend.failed) await read(backend, drawing);
    }
  }
  working = false;
}

async function read(backend, drawing) {
  try {
    if (backend.recognizer === null) {
      showNote(backend, 'Starting …');
      const start = performance.now();
      backend.recognizer = await createRecognizer({ backend: backend.name, model: MODEL });
      await backend.recognizer.recognize(drawing);
      backend.first = performance.now() - start;
    }
    const { result, median } = await measure(
      () => backend.recognizer.recognize(drawing),
      () => wanted !== null,
    );
    if (result === null) return;
    const { digit, confidence } = result;
    show(backend, [
      digit,
      `${(confidence * 100).toFixed(1)} %`,
      milliseconds(backend.first),
      milliseconds(median),
    ]);
  } catch (error) {
    backend.failed = true;
    showNote(backend, error.message, 'failed');
  }
}

function show({ row }, values) {
  while (row.cells.length > 1) row.deleteCell(-1);
  for (const value of values) row.insertCell().textContent = value;
}

function showNote({ row }, text, kind = '') {
  while (row.cells.length > 1) row.deleteCell(-1);
  const cell = row.insertCell();
  cell.colSpan = 4;
  cell.className = `wide ${kind}`;
  cell.textContent = text;
}

function milliseconds(value) {
  return `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
}
