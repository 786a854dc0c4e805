import { attack } from './attack.js';

attack(10_000);
