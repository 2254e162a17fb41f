"""python3-rados of its release on a cluster: connects, writes and reads, asks; prints what it was told, as JSON."""
import json
import sys

import rados

cluster = rados.Rados(conffile=sys.argv[1], name='client.admin')
cluster.connect(timeout=60)


def ask(text=b'', **words):
    code, output, status = cluster.mon_command(json.dumps(words), text, timeout=60)
    return [code, output.decode(), status]


print(json.dumps({
    'fsid': cluster.get_fsid(),
    'pools': sorted(cluster.list_pools()),
    'lookup': cluster.pool_lookup('fsdata') > 0,
    'set': ask(prefix='config-key set', key='librados', val='from an argument'),
    'get': ask(prefix='config-key get', key='librados'),
    'input': ask(b'from the input\n\0\x7f', prefix='config-key set', key='librados'),
    'again': ask(prefix='config-key get', key='librados'),
    'exists': ask(prefix='config-key exists', key='librados'),
    'rm': ask(prefix='config-key rm', key='librados'),
    'gone': ask(prefix='config-key get', key='librados'),
    'unknown': ask(prefix='no such words'),
    'empty': ask(prefix=''),
    'none': ask(format='json'),
    'capacity': sorted(cluster.get_cluster_stats()),
    'blocklist': ask(prefix='osd blocklist', blocklistop='add', addr='127.0.0.1:0/123', expire=10.0)[0],
    'status': sorted(json.loads(ask(prefix='status', format='json')[1])),
}, sort_keys=True))
cluster.shutdown()
