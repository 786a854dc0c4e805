export { readChainer, type ChainerOptions } from '../chainer/read-chainer.js';
export { readKerasHdf5 } from './read-hdf5.js';
export { readKeras3 } from './read-keras3.js';
