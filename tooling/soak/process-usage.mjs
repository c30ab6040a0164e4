import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The state of a connection whose other end is closed, in the tables of Linux. */
const CLOSE_WAIT = '08';

/** A number of `/proc/PID/status`, times its unit; null on a system that does not show it. */
export function statusOf(pid, name, unit) {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * unit;
  } catch {
    return null;
  }
}

/** How many sockets a process has open, and how many files, pipes and the like; null on a system that does not show it. */
export function descriptorsOf(pid) {
  const targets = targetsOf(pid);
  if (targets === null) return { handles: null, sockets: null };
  const sockets = targets.filter((target) => target.startsWith('socket:')).length;
  return { handles: targets.length - sockets, sockets };
}

/** How many connections a process keeps open whose other end is closed; 0 on a system that does not show it. */
export function abandonedSocketsOf(pid) {
  const own = new Set(targetsOf(pid) ?? []);
  return ['tcp', 'tcp6'].flatMap((table) => connectionsOf(pid, table)).filter((inode) => own.has(`socket:[${inode}]`))
    .length;
}

/** Inodes of the connections of a table whose other end is closed. */
function connectionsOf(pid, table) {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/net/${table}`, 'utf8');
  } catch {
    return [];
  }
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  // Columns: number, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode.
  return rows.filter(([, , , state]) => state === CLOSE_WAIT).map((row) => row[9]);
}

/** What the open descriptors of a process are. Those that are closed meanwhile are left out. */
function targetsOf(pid) {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(join(folder, name))];
      } catch {
        return [];
      }
    });
  } catch {
    return null;
  }
}
