using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Configuration;

/// <summary>Ceph's defaults of the options that this project reads, with variables.</summary>
internal static class CephDefaults
{
    public static string? Find(string option, EntityType type) => option switch
    {
        "keyring" when type == EntityType.Client =>
            "/etc/ceph/$cluster.$name.keyring,/etc/ceph/$cluster.keyring,/etc/ceph/keyring,/etc/ceph/keyring.bin",
        "keyring" => "$" + type.ToName() + "_data/keyring",
        "mon_data" or "mgr_data" or "mds_data" or "osd_data" => $"/var/lib/ceph/{option[..3]}/$cluster-$id",
        "run_dir" => "/var/run/ceph",
        "admin_socket" => "$run_dir/$cluster-$name.asok",
        "auth_client_required" => "cephx, none",
        "auth_cluster_required" or "auth_service_required" => "cephx",
        "ms_mon_client_mode" or "ms_mon_cluster_mode" or "ms_mon_service_mode" => "secure crc",
        "ms_client_mode" or "ms_cluster_mode" or "ms_service_mode" => "crc secure",
        "client_mount_timeout" => "300",
        "mon_client_hunt_interval" => "3",
        "mon_client_hunt_parallel" => "3",
        "mon_client_hunt_interval_backoff" => "1.5",
        "mon_client_hunt_interval_max_multiple" => "10",
        "mon_client_ping_interval" => "10",
        "mon_client_ping_timeout" => "30",
        _ => null,
    };
}
