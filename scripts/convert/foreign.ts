/** Files that hold no network, or one that cannot be read, and the shortest way to one that can. */
const FOREIGN: readonly (readonly [
  matches: (start: string, path: string) => boolean,
  what: string,
  advice: string,
])[] = [
  [
    (start) => start.startsWith('version https://git-lfs.github.com/'),
    'a Git LFS pointer, not the file itself',
    'Run git lfs pull, or download the file with the "raw" link of its page',
  ],
  [
    (start) => /^\s*<(!doctype html|html)/i.test(start),
    'a web page, not the file itself',
    'Download it with the "raw" or "download" link of the page',
  ],
  [
    (start) => start.slice(4, 8) === 'TFL3',
    'a TensorFlow Lite network',
    'Convert the network that it was made from, or this one in Python: python -m tf2onnx.convert --tflite FILE --output network.onnx',
  ],
  [
    (start, path) => path.endsWith('saved_model.pb') || start.startsWith('\x08\x01\x12'),
    'a SavedModel of TensorFlow',
    "In Python: keras.models.load_model(FOLDER).save('network.keras'), or python -m tf2onnx.convert --saved-model FOLDER --output network.onnx",
  ],
  [
    (_start, path) => /\.(ckpt|index|meta)$|\.data-\d+-of-\d+$/.test(path),
    'a part of a TensorFlow checkpoint, which has no layers',
    "Load the weights in the program that has the layers, and save the whole network: model.save('network.keras')",
  ],
  [
    (start, path) => path.endsWith('.pb') && start.startsWith('\n'),
    'a frozen graph of TensorFlow',
    'In Python: python -m tf2onnx.convert --graphdef FILE --inputs NAME:0 --outputs NAME:0 --output network.onnx',
  ],
  [
    (_start, path) => /\.(caffemodel|prototxt)$/.test(path),
    'a network of Caffe',
    'Convert it to ONNX, for instance in Python: python -m caffe2onnx.convert --prototxt FILE --caffemodel FILE --onnx network.onnx',
  ],
  [
    (start) => start.startsWith('\x1f\x8b'),
    'a compressed file',
    'Unpack it first: gunzip FILE, or tar xf FILE',
  ],
  [
    (start) => start[0] === '\x80' && start[1]! >= '\x02' && start[1]! <= '\x05',
    'a pickle of Python, which only its program can read',
    'Load it there and export the network, as ONNX for instance',
  ],
];

/**
 * Says what a file is that cannot be converted.
 *
 * @returns undefined where nobody knows
 */
export function nameForeign(path: string, bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const [, what, advice] = FOREIGN.find(([matches]) => matches(start, path.toLowerCase())) ?? [];
  return what && `${path} is ${what}. ${advice}.`;
}
