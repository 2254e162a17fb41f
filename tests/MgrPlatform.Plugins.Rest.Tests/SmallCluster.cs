namespace MgrPlatform.Plugins.Rest.Tests;

/// <summary>Documents in the shapes of a real 16.2.15, cut down to what a reader can check by eye.</summary>
internal static class SmallCluster
{
    public const string OsdMap =
        """
        {"epoch": 40, "flags": "noout,sortbitwise,recovery_deletes",
         "pools": [
           {"pool": 1, "pool_name": "device_health_metrics", "flags_names": "hashpspool", "size": 2, "min_size": 1, "crush_rule": 0,
            "pg_num": 1, "pg_placement_num": 1, "quota_max_objects": 0, "quota_max_bytes": 0},
           {"pool": 2, "pool_name": "data", "flags_names": "hashpspool,full", "size": 3, "min_size": 2, "crush_rule": 1,
            "pg_num": 32, "pg_placement_num": 32, "quota_max_objects": 0, "quota_max_bytes": 1000}],
         "osds": [
           {"osd": 0, "uuid": "66935063-288c-4a06-86ea-18d7291e34b0", "up": 1, "in": 1, "weight": 1,
            "public_addr": "127.9.9.11:6805/19558", "cluster_addr": "127.9.9.11:6845/19558"},
           {"osd": 1, "uuid": "66935063-288c-4a06-86ea-18d7291e34b1", "up": 0, "in": 1, "weight": 0.5,
            "public_addr": "127.9.9.12:6805/19558", "cluster_addr": "127.9.9.12:6845/19558"}]}
        """;

    public const string Crush =
        """
        {"buckets": [
           {"id": -1, "name": "default", "items": [{"id": -2}, {"id": -3}]},
           {"id": -2, "name": "node1", "items": [{"id": 0}]},
           {"id": -3, "name": "node2", "items": [{"id": 1}]}],
         "rules": [
           {"rule_id": 0, "rule_name": "replicated_rule", "ruleset": 0, "type": 1, "min_size": 1, "max_size": 10,
            "steps": [{"op": "take", "item": -1, "item_name": "default"}, {"op": "emit"}]},
           {"rule_id": 1, "rule_name": "node1_only", "ruleset": 1, "type": 3, "min_size": 3, "max_size": 3,
            "steps": [{"op": "take", "item": -2, "item_name": "node1"}, {"op": "emit"}]}]}
        """;

    public const string MonMap =
        """
        {"epoch": 1, "mons": [{"rank": 0, "name": "a", "addr": "127.9.9.11:43301/0"}, {"rank": 1, "name": "b", "addr": "127.9.9.11:43303/0"},
          {"rank": 2, "name": "c", "addr": "127.9.9.11:43305/0"}]}
        """;

    /// <summary>As the manager hands it out: text in an envelope.</summary>
    public const string MonStatus = """{"json": "{\"name\": \"a\", \"quorum\": [1, 2]}"}""";

    public const string Servers =
        """
        [{"hostname": "node1", "services": [{"type": "osd", "id": "0"}, {"type": "mon", "id": "b"}], "ceph_version": "16.2.15"},
         {"hostname": "node2", "services": [{"type": "osd", "id": "1"}], "ceph_version": "16.2.15"}]
        """;

    public const string Commands =
        """
        {"cmd000": {"sig": ["fs", "status", {"name": "fs", "type": "CephString", "req": false}], "help": "Show the status of a filesystem",
                    "module": "mgr", "perm": "r", "flags": 8},
         "cmd001": {"sig": ["webhook", "add", {"name": "url", "type": "CephString"}, {"name": "tries", "type": "CephInt", "range": "1|9", "req": false},
                    {"name": "tags", "type": "CephString", "n": "N", "req": false}], "help": "Add a URL", "module": "mgr", "perm": "rw", "flags": 8}}
        """;
}
