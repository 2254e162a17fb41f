/** Levels of events, the least important first: those of the cluster log. A health check is a warning or an error. */
export const LEVELS = ['debug', 'info', 'sec', 'warning', 'error'];

const OF_PRIORITY = { '[DBG]': 'debug', '[INF]': 'info', '[SEC]': 'sec', '[WRN]': 'warning', '[ERR]': 'error' };

/** The level of a cluster log entry's priority, `[WRN]`. */
export const levelOfPriority = (priority) => OF_PRIORITY[priority] ?? 'info';

/** The level of a health check's severity, `HEALTH_WARN`. */
export const levelOfSeverity = (severity) => (severity === 'HEALTH_ERR' ? 'error' : 'warning');

export const isAtLeast = (level, least) => LEVELS.indexOf(level) >= LEVELS.indexOf(least);
