# Makes an empty data directory that has been part of a cluster: nodes that begin with copies of it have the same state,
# and need nothing from each other. Nobody has a password in it yet; the services' user alone gets in, by a socket.
set -eu
data=$1
mariadb-install-db --no-defaults --datadir="$data" --skip-test-db --innodb-log-file-size=16M \
    --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" > /dev/null
mariadbd --no-defaults --datadir="$data" --socket=/tmp/socket --skip-networking \
    --innodb-log-file-size=16M --binlog-format=ROW --innodb-autoinc-lock-mode=2 \
    --wsrep-on=ON --wsrep-provider=/usr/lib/galera/libgalera_smm.so --wsrep-new-cluster \
    --wsrep-cluster-address=gcomm:// --wsrep-node-address=127.0.0.1 > /tmp/log 2>&1 &
ask() { mariadb --socket=/tmp/socket --batch --skip-column-names --execute "$1"; }
for _ in $(seq 300); do
    sleep 0.2
    ask "SHOW STATUS LIKE 'wsrep_ready'" 2> /dev/null | grep -q ON && break
done
ask SHUTDOWN || { cat /tmp/log; exit 1; }
wait
rm -f /tmp/log "$data/galera.cache" "$data/gvwstate.dat"
grep -q '^safe_to_bootstrap: 1' "$data/grastate.dat"
