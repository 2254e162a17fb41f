// Makes `mgrp` importable from any folder of this process. The runner loads it first; for tests of your own:
//   node --import /path/to/plugin-sdk/javascript/register.mjs --test
import './lib/resolve.js';
