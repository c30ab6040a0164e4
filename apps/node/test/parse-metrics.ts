/** One line of Prometheus' text format. */
export interface Sample {
  /** With the ending of histograms: `tos_block_seconds_bucket`. */
  readonly name: string;
  readonly labels: { readonly [label: string]: string };
  readonly value: number;
}

/** A metric as it is exported. */
export interface ExportedMetric {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** Reads the text format strictly, by https://prometheus.io/docs/instrumenting/exposition_formats/. @throws for a line that is none of it */
export function parseMetrics(text: string): Map<string, ExportedMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const metrics = new Map<string, { type: string; help: string; samples: Sample[] }>();
  const helps = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\w+) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') helps.set(name, rest);
    else if (keyword === 'TYPE') {
      if (metrics.has(name)) throw new Error(`${name} is there twice`);
      metrics.set(name, { type: rest, help: helps.get(name) ?? '', samples: [] });
    } else {
      const sample = parseSample(line);
      const metric = metrics.get(sample.name) ?? metrics.get(sample.name.replace(/_(bucket|sum|count)$/, ''));
      if (metric === undefined) throw new Error(`${line}: no such metric was announced`);
      metric.samples.push(sample);
    }
  }
  return metrics;
}

function parseSample(line: string): Sample {
  const [, name = '', text = '', number = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  const value = number === '+Inf' ? Number.POSITIVE_INFINITY : Number(number);
  // Prometheus reads NaN in any case of letters: an event loop without samples yet has no mean.
  if (name === '' || (Number.isNaN(value) && number.toLowerCase() !== 'nan')) throw new Error(`${line}: no sample`);
  const labels: { [label: string]: string } = {};
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    LABEL.lastIndex = at;
    const [, label, escaped = ''] = LABEL.exec(text) ?? [];
    if (label === undefined) throw new Error(`${line}: no label at ${at}`);
    labels[label] = escaped.replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter));
  }
  return { name, labels, value };
}
