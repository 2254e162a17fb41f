// One instance of the SDK for both kinds of modules: a class thrown from one must be caught in the other.
import sdk from './index.js';

export const { defineModule, MgrModule, CommandError, HostError } = sdk;
