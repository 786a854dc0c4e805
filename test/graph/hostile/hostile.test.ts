import { attack } from './attack.js';

attack(500);
