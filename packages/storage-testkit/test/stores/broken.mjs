// Ordered stores with one fault each. Each is the store in memory with one method changed.
import { createMemoryStore } from '@tos/versioned-storage';

const bind = (owner, method) => owner[method].bind(owner);
const cut = (bytes, size) => bytes && new Uint8Array(bytes).slice(0, size);
const startsWith = (key, start) => Buffer.compare(key.subarray(0, start.length), start) === 0;

/** Changes the views that a store will give. */
function changeViews(store, change) {
  const view = bind(store, 'view');
  store.view = () => {
    const made = view();
    change(made);
    return made;
  };
}

/** Changes the puts of each write. */
function changePuts(store, change) {
  const write = bind(store, 'write');
  store.write = async (puts) => write(change([...puts]));
}

/** Changes the rows that a range returns. */
function changeRows(store, change) {
  changeViews(store, (view) => {
    const range = bind(view, 'range');
    view.range = (table, options) => change(range(table, options), { table, options, range });
  });
}

/** Changes the range that is asked for. */
function changeRanges(store, change) {
  changeViews(store, (view) => {
    const range = bind(view, 'range');
    view.range = (table, options) => range(table, change(options));
  });
}

/** The rows of all locations, for a store that keeps them where every store finds them. */
const shared = createMemoryStore();

const faults = {
  'finds an empty row in an empty table'(store) {
    changeViews(store, (view) => {
      const [read, range] = [bind(view, 'read'), bind(view, 'range')];
      view.read = (table, keys, onRow) => {
        const isEmpty = range(table, { limit: 1 }).length === 0;
        read(table, keys, (row, i) => onRow(row ?? (isEmpty ? new Uint8Array() : undefined), i));
      };
    });
  },
  'deletes what begins with a deleted key'(store) {
    const write = bind(store, 'write');
    store.write = async (puts) => {
      const all = [...puts];
      const view = store.view();
      // Few, because it is slow.
      const more = all.slice(0, 10).flatMap(({ table, key, value }) =>
        value === null
          ? view
              .range(table, { from: key, limit: 1e6 })
              .filter((row) => row.key.length > key.length && startsWith(row.key, key))
              .map((row) => ({ table, key: row.key, value: null }))
          : [],
      );
      view.close();
      await write([...all, ...more].toSorted((a, b) => Buffer.compare(a.key, b.key)));
    };
  },
  'reads an empty value as nothing'(store) {
    changeViews(store, (view) => {
      const read = bind(view, 'read');
      view.read = (table, keys, onRow) => read(table, keys, (row, i) => onRow(row?.length === 0 ? undefined : row, i));
    });
  },
  'takes an empty value for a deletion'(store) {
    changePuts(store, (puts) => puts.map((put) => (put.value?.length === 0 ? { ...put, value: null } : put)));
  },
  'cuts keys at 511 bytes'(store) {
    changePuts(store, (puts) => puts.map((put) => ({ ...put, key: cut(put.key, 511) })));
  },
  'cuts values at 4 MiB'(store) {
    changePuts(store, (puts) => puts.map((put) => ({ ...put, value: cut(put.value, 2 ** 22) })));
  },
  'keeps two tables in one'(store) {
    changePuts(store, (puts) => puts.map((put) => (put.table === 'heights' ? { ...put, table: 'order' } : put)));
    changeViews(store, (view) => {
      for (const method of ['read', 'range']) {
        const call = bind(view, method);
        view[method] = (table, ...rest) => call(table === 'heights' ? 'order' : table, ...rest);
      }
    });
  },
  'deletes at most 9,000 rows in a write'(store) {
    changePuts(store, (puts) => {
      let deletions = 0;
      return puts.filter(({ value }) => value !== null || ++deletions <= 9_000);
    });
  },
  'calls back in the order of the table'(store) {
    changeViews(store, (view) => {
      const read = bind(view, 'read');
      view.read = (table, keys, onRow) => read(table, keys.toSorted(Buffer.compare), onRow);
    });
  },
  'calls back once for a repeated key'(store) {
    changeViews(store, (view) => {
      const read = bind(view, 'read');
      view.read = (table, keys, onRow) =>
        read(table, keys, (row, i) => {
          const first = keys.findIndex((key) => Buffer.compare(key, keys[i]) === 0);
          if (first === i) onRow(row, i);
        });
    });
  },
  'swallows errors of the callback'(store) {
    changeViews(store, (view) => {
      const read = bind(view, 'read');
      view.read = (table, keys, onRow) => {
        try {
          read(table, keys, onRow);
        } catch (error) {
          if (error.code === 'TOS_NOT_OPEN') throw error;
        }
      };
    });
  },
  'sorts first bytes as signed ones'(store) {
    changeRows(store, (rows, { options }) => {
      const signed = ({ key }) => (key[0] << 24) >> 24;
      return rows.toSorted((a, b) => (options.reverse ? signed(b) - signed(a) : signed(a) - signed(b)));
    });
  },
  'counts the upper bound in when it goes back'(store) {
    changeRanges(store, (options) =>
      options.reverse && options.to ? { ...options, to: Uint8Array.of(...options.to, 0) } : options,
    );
  },
  'exchanges bounds in the wrong order'(store) {
    changeRanges(store, (options) =>
      options.from && options.to && Buffer.compare(options.from, options.to) > 0
        ? { ...options, from: options.to, to: options.from }
        : options,
    );
  },
  'skips what begins with the last key of a page'(store) {
    changeRanges(store, (options) =>
      options.from?.at(-1) === 0 && options.from.length > 1
        ? { ...options, from: options.from.with(options.from.length - 1, 1) }
        : options,
    );
  },
  'cuts bounds at the size of the longest key'(store) {
    changeRanges(store, ({ from, to, ...rest }) => ({
      ...rest,
      ...(from && { from: cut(from, 1_100) }),
      ...(to && { to: cut(to, 1_100) }),
    }));
  },
  'ends a backward range of large rows early'(store) {
    changeRows(store, (rows, { options }) => {
      let size = 0;
      const fits = ({ value }) => {
        size += value.length;
        return size <= 2_700_000;
      };
      return options.reverse ? rows.filter(fits) : rows;
    });
  },
  'refuses a write of nothing'(store) {
    changePuts(store, (puts) => {
      if (puts.length === 0) throw new Error('nothing to write');
      return puts;
    });
  },
  'writes what came before its source threw'(store) {
    const write = bind(store, 'write');
    store.write = async (puts) => {
      const taken = [];
      try {
        for (const put of puts) taken.push(put);
      } finally {
        await write(taken);
      }
    };
  },
  'writes table by table'(store) {
    const write = bind(store, 'write');
    store.write = async (puts) => {
      const all = [...puts];
      for (const table of new Set(all.map((put) => put.table))) {
        await write(all.filter((put) => put.table === table));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
  },
  'expects the puts of a table one after another'(store) {
    const write = bind(store, 'write');
    store.write = async (puts) => {
      const all = [...puts];
      await write(all.filter(({ table }, i) => !all.slice(i).some((put) => put.table !== table) || isLastRun(all, i)));
    };
    const isLastRun = (all, i) => {
      const { table } = all[i];
      const end = all.findIndex((put, j) => j > i && put.table !== table);
      return end < 0 || !all.slice(end).some((put) => put.table === table);
    };
  },
  'gives views that move on'(store) {
    const view = bind(store, 'view');
    store.view = () => {
      let current = view();
      let isOpen = true;
      const now = () => {
        if (!isOpen) return current;
        current.close();
        current = view();
        return current;
      };
      return {
        read: (...args) => now().read(...args),
        range: (...args) => now().range(...args),
        close: () => {
          isOpen = false;
          current.close();
        },
      };
    };
  },
  'moves a view on behind its first page'(store) {
    const view = bind(store, 'view');
    store.view = () => {
      const made = view();
      const range = bind(made, 'range');
      made.range = (table, options) => {
        const rows = range(table, options);
        if (!options.from || options.limit > 10) return rows;
        const newer = view();
        try {
          return newer.range(table, options);
        } finally {
          newer.close();
        }
      };
      return made;
    };
  },
  'answers from closed views'(store) {
    changeViews(store, (view) => {
      view.close = () => {};
    });
    const close = bind(store, 'close');
    const views = [];
    const view = bind(store, 'view');
    store.view = () => {
      const made = view();
      views.push(made);
      return made;
    };
    store.close = async () => {
      const proto = Object.getPrototypeOf(views[0] ?? {});
      for (const made of views) proto.close?.call(made);
      await close();
    };
  },
  'does not close while views are open'(store) {
    const [view, close] = [bind(store, 'view'), bind(store, 'close')];
    let open = 0;
    store.view = () => {
      const made = view();
      const closeView = bind(made, 'close');
      let isOpen = true;
      open++;
      made.close = () => {
        if (isOpen) open--;
        isOpen = false;
        closeView();
      };
      return made;
    };
    store.close = async () => {
      if (open > 0) throw new Error(`${open} views are open`);
      await close();
    };
  },
  'keeps the buffers that it was passed'(store) {
    const write = bind(store, 'write');
    let kept = [];
    store.write = async (puts) => {
      // It writes its last puts again with what their buffers hold now.
      const all = [...puts];
      await write(kept);
      await write(all);
      kept = all.filter(({ key }) => key.buffer.byteLength > 100_000 || key.length === 1);
    };
    changeViews(store, () => {});
  },
  'answers with the bound that it was asked for'(store) {
    changeRows(store, (rows, { options }) =>
      rows.map((row) =>
        options.from && Buffer.compare(row.key, options.from) === 0 ? { ...row, key: options.from } : row,
      ),
    );
  },
  'hands out the rows that it keeps'(store) {
    const cache = new Map();
    changeRows(store, (rows) =>
      rows.map((row) => {
        const name = `${Buffer.from(row.key).toString('hex')} ${row.value.length} ${row.value[0]}`;
        if (!cache.has(name)) cache.set(name, row);
        return cache.get(name);
      }),
    );
  },
  'hands out Buffers'(store) {
    changeRows(store, (rows) => rows.map(({ key, value }) => ({ key, value: Buffer.from(value) })));
  },
  'uses the memory of its ranges again'(store) {
    const memory = new Uint8Array(1 << 20);
    changeRows(store, (rows, { options }) => {
      if (options.limit > 1_000_000 || rows.length === 0) return rows;
      let end = 0;
      const inMemory = (bytes) => {
        if (end + bytes.length > memory.length) return bytes;
        memory.set(bytes, end);
        end += bytes.length;
        return memory.subarray(end - bytes.length, end);
      };
      return rows.map(({ key, value }) => ({ key, value: inMemory(value) }));
    });
  },
  'lets its manifest be changed'(store) {
    store.manifest = { ...store.manifest };
  },
  'remembers what a volatile store forgets'(store) {
    store.close = async () => {};
  },
  'fails when it is closed twice'(store) {
    const [open, close] = [bind(store, 'open'), bind(store, 'close')];
    let isOpen = false;
    store.open = async () => {
      await open();
      isOpen = true;
    };
    store.close = async () => {
      if (!isOpen) throw new Error('it is not open');
      isOpen = false;
      await close();
    };
  },
  'keeps the rows of all locations together'(store) {
    for (const method of ['view', 'write']) store[method] = bind(shared, method);
    // A test that leaves nothing behind does not find it.
    store.close = () => shared.close();
  },
  'has a size of 0'(store) {
    store.sizeOnDisk = async () => 0;
  },
  'finds problems where there are none'(store) {
    store.problems = async function* () {
      yield 'The store is not good.';
    };
  },
};

/** A store in memory that has the fault with this name. */
export function createBroken(fault) {
  const store = createMemoryStore();
  faults[fault](store);
  return store;
}
