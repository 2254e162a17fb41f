// The process in which one JavaScript module lives. The host starts it as `node runner.mjs`; see ../protocol/README.md.
import './register.mjs';
import runner from './lib/main.js';

runner.main();
