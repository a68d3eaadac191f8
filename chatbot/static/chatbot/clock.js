// Times as the visitor reads them.

const CLOCK = new Intl.DateTimeFormat("pl-PL", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("pl-PL", { day: "numeric", month: "long" });
const DAY_AND_YEAR = new Intl.DateTimeFormat("pl-PL", { day: "numeric", month: "long", year: "numeric" });

export function clockTime(date) {
  return CLOCK.format(date);
}

/** A day as the line between two days of a talk names it. */
export function dayName(date, now) {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (daysAgo === 0) return "Dzisiaj";
  if (daysAgo === 1) return "Wczoraj";
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_AND_YEAR).format(date);
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function countdown(seconds) {
  if (seconds < 60) return `${seconds}\u00a0s`;
  return `${Math.floor(seconds / 60)}\u00a0min ${String(seconds % 60).padStart(2, "0")}\u00a0s`;
}
