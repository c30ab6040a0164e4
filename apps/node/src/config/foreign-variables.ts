/** What tests, benchmarks and tools of this project read: a node that runs beside them must not mind. */
const TOOLS =
  /^TOS_(SPEC_VECTORS|TEST_FACTOR|TEST_SEED|MUTANT_VERDICTS|WRITE_OPENRPC|WRITE_SCREENSHOTS|WRITE_RPC_METHODS|BENCH_\w+)$/;

/** Kubernetes gives each pod such variables for each service of its namespace: `TOS_NODE_SERVICE_HOST` for a service `tos-node`. */
const SERVICE_LINK = /^TOS_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
/** `TOS_NODE_PORT=tcp://10.0.0.7:8080`: the value sets it apart from a misspelt `TOS_RPC_PORT`. */
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

/** Whether a variable that begins with `TOS_`, and belongs to no setting, is known to belong to something else. */
export function isForeignVariable(name: string, value: string): boolean {
  return TOOLS.test(name) || SERVICE_LINK.test(name) || (/^TOS_(\w+_)?PORT$/.test(name) && SERVICE_ADDRESS.test(value));
}
