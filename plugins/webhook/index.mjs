import { systemClock } from './lib/clock.mjs';
import { post } from './lib/post.mjs';
import { webhook } from './lib/webhook.mjs';

export default webhook({ clock: systemClock, post });
