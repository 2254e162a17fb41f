namespace MgrPlatform.TestKit.Ceph;

/// <summary>The releases of Ceph that we are tested against.</summary>
public enum CephRelease
{
    /// <summary>16.2.15, from this machine's own packages.</summary>
    Pacific = 16,

    /// <summary>18.2.7, in a chroot.</summary>
    Reef = 18,

    /// <summary>20.2.4, in a chroot; its keys are aes256k.</summary>
    Tentacle = 20,
}
