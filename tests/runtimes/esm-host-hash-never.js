import './host-hash-never.js';
import './esm.js';
